using System.Diagnostics;
using System.Net.Sockets;
using ReverseDns.Protocol;

namespace ReverseDns.Server.Tests;

/// <summary>Measures the whole process and so runs alone.</summary>
[Collection(nameof(AllocationTests))]
public class HostileInputTests
{
    private const int Packets = 10_000;
    private const int SlowClients = 100;
    private const long MemoryBound = 48 << 20;

    [Fact]
    public async Task Mutated_packets_and_slow_clients_leave_the_server_as_it_was()
    {
        await using DnsServer server = Servers.Start(SampleZone.Store());
        using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await udp.ConnectAsync(server.Addresses[0]);
        await SendMutatedAsync(server, udp, seed: 1, count: 500);
        long before = Memory();
        var slow = new List<TcpDialogue>();
        for (int i = 0; i < SlowClients; i++)
        {
            slow.Add(await TcpDialogue.ConnectAsync(server));
            await slow[^1].TrySendAsync([0, 40, 1, 2]);
        }

        await SendMutatedAsync(server, udp, seed: 2, Packets);
        using var client = new UdpClient();
        await client.SendAsync(Packet.Query(SampleZone.Host, RecordType.PTR), server.Addresses[0]);
        UdpReceiveResult answer = await client.ReceiveAsync().WaitAsync(Servers.Patience);
        Assert.Equal(1, new Response(answer.Buffer).AnswerCount);
        using TcpDialogue tcp = await TcpDialogue.ConnectAsync(server);
        await tcp.SendAsync(Packet.Framed(Packet.Query(SampleZone.Host, RecordType.PTR)));
        Assert.Equal(1, (await tcp.ReceiveAsync()).AnswerCount);
        Assert.Equal((0, null), (server.Counters.Faults, server.LastFault));
        Assert.InRange(Memory() - before, long.MinValue, MemoryBound);
        slow.ForEach(connection => connection.Dispose());
    }

    [Fact]
    public void A_mutated_packet_never_makes_an_answer_that_cannot_be_read()
    {
        var handler = new RequestHandler(new EdnsOptions { Nsid = "abcd"u8.ToArray() }, new IdentityOptions { IdServer = "x" });
        var mutations = new Mutations(seed: 3);
        byte[] buffer = new byte[65_535];
        for (int i = 0; i < 100_000; i++)
        {
            byte[] request = mutations.Next();
            Transport transport = i % 2 == 0 ? Transport.Udp : Transport.Tcp;
            int length = handler.Handle(request, buffer, new ClientContext(SampleZone.Table, transport, IsIpv6: false));
            if (length != 0)
            {
                var response = new Response(buffer[..length]);
                Assert.True(response.IsResponse);
                Assert.Equal((request[0] << 8) | request[1], response.Id);
            }
        }
    }

    private static async Task SendMutatedAsync(DnsServer server, Socket udp, int seed, int count)
    {
        var mutations = new Mutations(seed);
        TcpDialogue? tcp = null;
        for (int i = 0; i < count; i++)
        {
            byte[] request = mutations.Next();
            await udp.SendAsync(request);
            if (i % 10 == 0)
            {
                tcp?.Dispose();
                tcp = await TcpDialogue.ConnectAsync(server);
            }

            await tcp!.TrySendAsync(Packet.Framed(request));
        }

        tcp?.Dispose();
    }

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
