using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ReverseDns.Protocol;
using ReverseDns.Server;
using ReverseDns.Transfer;
using ReverseDns.Zones;

namespace ReverseDns.Bench;

/// <summary>
/// How long a million PTR records take from our server to a client on this machine that reads them and throws them away.
/// </summary>
internal static class TransferBenchmark
{
    private const int Names = 1_000_000;
    private const int Rounds = 7;
    private static readonly DomainName Zone = DomainName.Parse("10.in-addr.arpa.");
    private static readonly TsigKey Key = new(DomainName.Parse("key"), TsigAlgorithm.HmacSha256, "0123456789abcdef"u8);

    public static async Task<int> RunAsync()
    {
        var store = new ZoneStore();
        store.Publish(ZoneTable.Create([new ServedZone(Zone, Compile())]));
        var settings = new TransferSettings { Keys = [Key], Rules = [new TransferRule(AddressPrefix.AllIPv4, Key: null)] };
        var options = new ServerOptions { Listen = [new IPEndPoint(IPAddress.Loopback, 0)], Workers = 1, PinWorkers = false };
        await using var server = new DnsServer(options, store, transfers: new TransferResponder(settings));
        server.Start();
        Console.WriteLine("request     median ms     least ms    messages      octets");
        Measure("plain", server.Addresses[0], null);
        Measure("signed", server.Addresses[0], Key);
        return 0;
    }

    private static void Measure(string request, IPEndPoint server, TsigKey? key)
    {
        double[] times = new double[Rounds];
        (int Messages, long Octets) received = default;
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            received = Transfer(server, key);
            times[round] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{request,-8}{times[Rounds / 2],13:F1}{times[0],13:F1}{received.Messages,12}{received.Octets,12}"));
    }

    private static (int Messages, long Octets) Transfer(IPEndPoint server, TsigKey? key)
    {
        using var client = new TcpClient();
        client.Connect(server);
        using var stream = new BufferedStream(client.GetStream(), 1 << 18);
        byte[] query = new byte[512];
        var writer = new MessageWriter(query.AsSpan(2), 1, 0);
        writer.TryWriteQuestion(Zone.Wire, RecordType.AXFR, RecordClass.IN);
        int length = writer.Length;
        if (key is not null)
        {
            using var chain = new TsigChain(key);
            length = chain.Sign(query.AsSpan(2), length, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        }

        BinaryPrimitives.WriteUInt16BigEndian(query, (ushort)length);
        client.Client.Send(query.AsSpan(0, 2 + length));
        byte[] message = new byte[2 + ushort.MaxValue];
        int messages = 0;
        long octets = 0;
        for (int records = 0; records < Names + 3; messages++)
        {
            stream.ReadExactly(message, 0, 2);
            length = BinaryPrimitives.ReadUInt16BigEndian(message);
            stream.ReadExactly(message, 2, length);
            records += BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(2 + 6));
            octets += 2 + length;
        }

        return (messages, octets);
    }

    private static CompiledZone Compile()
    {
        byte[] server = DomainName.Parse("ns.example.net.").Wire.ToArray();
        using var builder = new ZoneContentsBuilder(Zone);
        builder.Add(Zone.Wire, RecordType.SOA, 3600, [.. server, .. server, 0, 0, 0, 1, .. new byte[16]]);
        builder.Add(Zone.Wire, RecordType.NS, 3600, server);
        for (int i = 0; i < Names; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{i & 255}.{(i >> 8) & 255}.{i >> 16}.10.in-addr.arpa.");
            string host = string.Create(CultureInfo.InvariantCulture, $"host-10-{i >> 16}-{(i >> 8) & 255}-{i & 255}.pool.example.net.");
            builder.Add(DomainName.Parse(name).Wire, RecordType.PTR, 3600, DomainName.Parse(host).Wire);
        }

        using ZoneContents contents = builder.Build();
        return CompiledZone.Compile(contents);
    }
}
