using System.Net.Sockets;
using ReverseDns.Protocol;

namespace ReverseDns.Server.Tests;

/// <summary>Measures the whole process and so runs alone.</summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public class AllocationTests
{
    /// <summary>Octets a query: the test platform allocates too, but no object has less than 24.</summary>
    private const int LessThanAnObject = 10;

    private static readonly byte[][] Requests =
    [
        Packet.Query(SampleZone.Host, RecordType.PTR),
        Packet.QueryWithOpt(SampleZone.Crowded, RecordType.PTR, ttl: 0x8000),
        Packet.QueryWithOpt(SampleZone.Host, RecordType.MX, options: Packet.Option(3)),
        Packet.Query("x." + SampleZone.Host),
        Packet.Query("example."),
        Packet.Query(SampleZone.Made, RecordType.PTR),
        Packet.Query(SampleZone.Made, RecordType.MX),
        Packet.Query("id.server.", RecordType.TXT, RecordClass.CH),
        [.. Packet.Query(SampleZone.Host), 0],
        [.. Packet.Header(flags: 3 << 11), .. Packet.Question(SampleZone.Host)],
        [.. Packet.Header(additional: 1), .. Packet.Question(SampleZone.Host), .. Packet.Tsig()],
        Packet.Query(SampleZone.Apex, RecordType.AXFR),
        Packet.Header(questions: 0),
    ];

    [OptimizedFact]
    public void Handling_a_request_allocates_nothing()
    {
        var handler = new RequestHandler(
            new EdnsOptions { Nsid = "abcd"u8.ToArray() }, new IdentityOptions { IdServer = "instance-1" });
        byte[] buffer = new byte[65_535];
        for (int warm = 0; warm < 2; warm++)
        {
            HandleAll(handler, buffer);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            HandleAll(handler, buffer);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [OptimizedFact]
    public async Task A_hundred_thousand_queries_over_UDP_allocate_next_to_nothing()
    {
        const int Queries = 100_000;
        await using DnsServer server = Servers.Start(SampleZone.Store());
        using Socket client = Connect(server, SocketType.Dgram, ProtocolType.Udp);
        AskOneByOne(client, 1_000);
        long before = AllocatedByOthers();
        AskOneByOne(client, Queries);
        long allocated = AllocatedByOthers() - before;
        Assert.InRange(allocated, 0, Queries * LessThanAnObject);
    }

    [OptimizedFact]
    public async Task The_same_with_all_of_them_written_for_dnstap()
    {
        const int Queries = 100_000;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("rdns-allocation-");
        try
        {
            await using DnsServer server = Servers.Start(SampleZone.Store());
            await using var writer = new DnstapWriter(
                server,
                new DnstapOptions { File = Path.Combine(folder.FullName, "tap"), Identity = "node-1", Version = "rdns" },
                TimeProvider.System,
                _ => { });
            using Socket client = Connect(server, SocketType.Dgram, ProtocolType.Udp);
            AskOneByOne(client, 1_000);
            long before = AllocatedByOthers();
            AskOneByOne(client, Queries);
            long allocated = AllocatedByOthers() - before;
            Assert.InRange(allocated, 0, Queries * LessThanAnObject);
            Assert.Equal(Queries + 1_000, writer.Counts.Chosen);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [OptimizedFact]
    public async Task A_hundred_thousand_queries_over_TCP_allocate_next_to_nothing()
    {
        const int Rounds = 1_000;
        const int PerRound = 100;
        await using DnsServer server = Servers.Start(SampleZone.Store());
        using Socket client = Connect(server, SocketType.Stream, ProtocolType.Tcp);
        byte[] query = Packet.Framed(Packet.Query(SampleZone.Host, RecordType.PTR));
        byte[] queries = [.. Enumerable.Repeat(query, PerRound).SelectMany(octets => octets)];
        int answerLength = AskAtOnce(client, query, rounds: 1, length: 1);
        long before = AllocatedByOthers();
        AskAtOnce(client, queries, Rounds, PerRound * answerLength);
        long allocated = AllocatedByOthers() - before;
        Assert.InRange(allocated, 0, Rounds * PerRound * LessThanAnObject);
    }

    /// <summary>By all threads of the process but this one, which plays the client.</summary>
    private static long AllocatedByOthers() =>
        GC.GetTotalAllocatedBytes(precise: true) - GC.GetAllocatedBytesForCurrentThread();

    private static Socket Connect(DnsServer server, SocketType type, ProtocolType protocol)
    {
        var client = new Socket(AddressFamily.InterNetwork, type, protocol)
        {
            ReceiveTimeout = (int)Servers.Patience.TotalMilliseconds,
        };
        client.Connect(server.Addresses[0]);
        return client;
    }

    private static void HandleAll(RequestHandler handler, byte[] buffer)
    {
        foreach (byte[] request in Requests)
        {
            handler.Handle(request, buffer, new ClientContext(SampleZone.Table, Transport.Udp, IsIpv6: false));
            handler.Handle(request, buffer, new ClientContext(SampleZone.Synthesizing, Transport.Udp, IsIpv6: false));
        }
    }

    /// <summary>Sends and waits for so many octets, round by round; returns how many came in the last.</summary>
    private static int AskAtOnce(Socket client, byte[] queries, int rounds, int length)
    {
        byte[] buffer = new byte[65_535];
        int received = 0;
        for (int round = 0; round < rounds; round++)
        {
            client.Send(queries);
            for (received = 0; received < length;)
            {
                received += client.Receive(buffer);
            }
        }

        return received;
    }

    private static void AskOneByOne(Socket client, int queries)
    {
        byte[] buffer = new byte[1_232];
        for (int i = 0; i < queries; i++)
        {
            client.Send(Requests[i % 4]);
            client.Receive(buffer);
        }
    }
}
