using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Server.Tests;

public class CountersTests
{
    private const int Rounds = 3;

    /// <summary>A message, and what is known of it before it is sent.</summary>
    private static readonly (byte[] Request, int? Type, bool Edns, bool DnssecOk, ResponseCode Code)[] Mix =
    [
        (Packet.Query(SampleZone.Host, RecordType.PTR), 12, false, false, ResponseCode.NoError),
        (Packet.QueryWithOpt(SampleZone.Crowded, RecordType.PTR, payload: 512, ttl: 0x8000), 12, true, true, ResponseCode.NoError),
        (Packet.QueryWithOpt("x." + SampleZone.Host, RecordType.AAAA), 28, true, false, ResponseCode.NxDomain),
        (Packet.Query("1." + SampleZone.Broken), 1, false, false, ResponseCode.ServFail),
        (Packet.Query("example.", (RecordType)65_280), 258, false, false, ResponseCode.Refused),
        (Packet.QueryWithOpt(SampleZone.Host, ttl: 0x10000), 1, true, false, ResponseCode.BadVers),
        (Packet.Query("id.server.", RecordType.TXT, RecordClass.CH), 16, false, false, ResponseCode.Refused),
        ([.. Packet.Query(SampleZone.Host), 0], null, false, false, ResponseCode.FormErr),
        ([.. Packet.Header(flags: 5 << 11), .. Packet.Question(SampleZone.Host)], null, false, false, ResponseCode.NotImp),
        (Packet.Query("1.113.0.203.in-addr.arpa.", RecordType.IXFR), 251, false, false, ResponseCode.NotAuth),
    ];

    [Fact]
    public async Task A_counted_mix_over_every_way_is_counted_as_it_was_sent_also_across_a_reload()
    {
        var store = new ZoneStore();
        store.Publish(ZoneTable.Create(SampleZone.Table.Zones));
        await using DnsServer server = Servers.Start(
            new ServerOptions { Listen = [Servers.AnyPort, new IPEndPoint(IPAddress.IPv6Loopback, 0)], Workers = 2, PinWorkers = false }, store);
        var expected = server.Addresses.SelectMany(address => new[] { new Sent(address, IsUdp: true), new Sent(address, IsUdp: false) }).ToList();
        for (int round = 0; round < Rounds; round++)
        {
            foreach (Sent way in expected)
            {
                await way.SendAllAsync();
            }

            // Another table: zones keep their places in it.
            await Task.Run(() => store.Publish(SampleZone.Table.With([SampleZone.Table.Zones[0]])));
        }

        ServerCounters counters = await CountedAsync(server, expected);
        expected.ForEach(way => way.Check(counters));
        ZoneTally[] zones = [.. store.ReadTraffic().Zones.Select(item => item.Tally)];
        Assert.Equal(
            [new ZoneTally(3 * Rounds * expected.Count, Rounds * expected.Count), new ZoneTally(Rounds * expected.Count, 0)], zones);
    }

    [Fact]
    public void What_the_kernel_has_no_room_for_is_counted()
    {
        const int Sent = 500;
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4_096 };
        socket.Bind(Servers.AnyPort);
        var drops = new SocketDrops(socket);
        using var client = new UdpClient();
        for (int i = 0; i < Sent; i++)
        {
            client.Send(new byte[1_000], (IPEndPoint)socket.LocalEndPoint!);
        }

        long dropped = drops.Read();
        int received = 0;
        for (byte[] buffer = new byte[2_000]; socket.Available > 0; received++)
        {
            socket.Receive(buffer);
        }

        Assert.True(received < Sent);
        Assert.Equal(Sent - received, dropped);
        Assert.Equal(dropped, drops.Read());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1_023, 0)]
    [InlineData(1_024, 1)]
    [InlineData(1_279, 1)]
    [InlineData(1_280, 2)]
    [InlineData(2_047, 4)]
    [InlineData(2_048, 5)]
    [InlineData((1L << 30) - 1, 80)]
    [InlineData(1L << 30, 81)]
    [InlineData(1L << 40, 81)]
    public void A_time_falls_into_the_bucket_whose_bound_is_the_next_above(long nanoseconds, int bucket)
    {
        var counts = new TrafficCounts(Transport.Udp, isIpv6: false);
        counts.AddLatency(TimeSpan.FromTicks((nanoseconds + 99) / 100), 1);
        long rounded = (nanoseconds + 99) / 100 * 100;
        int found = counts.Latencies.IndexOf(1);

        Assert.InRange(found, bucket, bucket + 1);
        Assert.True(rounded < TrafficCounts.LatencyBound(found));
        Assert.True(found == 0 || rounded >= TrafficCounts.LatencyBound(found - 1));
    }

    /// <summary>What is not answered, and the end of a connection, is counted a moment after it was sent.</summary>
    private static async Task<ServerCounters> CountedAsync(DnsServer server, IReadOnlyCollection<Sent> expected)
    {
        (long Requests, long Ends) all = (expected.Sum(way => way.Requests), expected.Sum(way => way.Connections));
        ServerCounters counters = server.Counters;
        await Eventually.IsAsync(() =>
        {
            counters = server.Counters;
            return all == Now();
        });
        return counters;

        (long Requests, long Ends) Now() =>
            (counters.Traffic.Sum(way => way.Requests), counters.ConnectionsAccepted - counters.ConnectionsOpen);
    }

    /// <summary>One way to the server, and all that is to be counted of it.</summary>
    private sealed record Sent(IPEndPoint Server, bool IsUdp)
    {
        private readonly long[] _types = new long[259];
        private readonly long[] _codes = new long[24];
        private readonly long[] _requestSizes = new long[257];
        private readonly long[] _responseSizes = new long[257];
        private long _requestOctets;
        private long _responseOctets;
        private int _truncated;
        private int _edns;
        private int _dnssecOk;
        private int _malformed;

        public int Connections { get; private set; }

        public int Requests { get; private set; }

        public async Task SendAllAsync()
        {
            foreach ((byte[] request, int? type, bool edns, bool dnssecOk, ResponseCode code) in Mix)
            {
                byte[] response = await AskAsync(request);
                CountRequest(request);
                _types[type ?? 0] += type is null ? 0 : 1;
                _edns += edns ? 1 : 0;
                _dnssecOk += dnssecOk ? 1 : 0;
                _codes[(int)code]++;
                _truncated += (response[2] & 2) != 0 ? 1 : 0;
                _responseOctets += response.Length;
                _responseSizes[response.Length / 16]++;
                Assert.Equal((int)code & 0xF, response[3] & 0xF);
            }

            byte[] malformed = Packet.Header(flags: 0x8000);
            CountRequest(malformed);
            _malformed++;
            Assert.Empty(await AskAsync(malformed, isAnswered: false));
        }

        public void Check(ServerCounters counters)
        {
            TrafficCounts counts = counters.Of(IsUdp ? Transport.Udp : Transport.Tcp, Server.AddressFamily == AddressFamily.InterNetworkV6);
            Assert.Equal((Requests, _requestOctets), (counts.Requests, counts.RequestOctets));
            Assert.Equal((Requests - _malformed, _responseOctets), (counts.Responses, counts.ResponseOctets));
            Assert.Equal((_truncated, _edns, _dnssecOk), (counts.Truncated, counts.Edns, counts.DnssecOk));
            Assert.Equal(_types, counts.Types);
            Assert.Equal(_codes, counts.ResponseCodes);
            Assert.Equal(_requestSizes, counts.RequestSizes);
            Assert.Equal(_responseSizes, counts.ResponseSizes);
            Assert.Equal((Rounds * (Mix.Length - 1), Rounds), (counts.Opcodes[0], counts.Opcodes[5]));
            Assert.Equal(_malformed, counts.Drops[(int)DropReason.Malformed]);
            Assert.Equal(Requests - _malformed, Sum(counts.Latencies));
            Assert.True(counts.LatencySum > TimeSpan.Zero);
            Assert.Equal(Connections, counts.ConnectionsAccepted);
            Assert.Equal(IsUdp ? 0 : _malformed, counts.ConnectionEnds[(int)ConnectionEnd.Malformed]);
            Assert.Equal((Connections, 0), (Sum(counts.ConnectionEnds), counts.ConnectionsOpen));
        }

        private static long Sum(ReadOnlySpan<long> counts) => counts.ToArray().Sum();

        private void CountRequest(byte[] request)
        {
            Requests++;
            _requestOctets += request.Length;
            _requestSizes[request.Length / 16]++;
        }

        private async Task<byte[]> AskAsync(byte[] request, bool isAnswered = true)
        {
            byte[] buffer = new byte[65_535];
            using var socket = new Socket(
                Server.AddressFamily, IsUdp ? SocketType.Dgram : SocketType.Stream, IsUdp ? ProtocolType.Udp : ProtocolType.Tcp);
            await socket.ConnectAsync(Server).WaitAsync(Servers.Patience);
            Connections += IsUdp ? 0 : 1;
            await socket.SendAsync(IsUdp ? request : Packet.Framed(request));
            if (IsUdp)
            {
                return isAnswered ? buffer[..await socket.ReceiveAsync(buffer).WaitAsync(Servers.Patience)] : [];
            }

            int length = 0;
            for (int read = 1; read > 0 && (length < 2 || length < 2 + BinaryPrimitives.ReadUInt16BigEndian(buffer)); length += read)
            {
                read = await socket.ReceiveAsync(buffer.AsMemory(length)).AsTask().WaitAsync(Servers.Patience);
            }

            return length == 0 ? [] : buffer[2..length];
        }
    }
}
