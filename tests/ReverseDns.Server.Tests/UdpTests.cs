using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ReverseDns.Protocol;

namespace ReverseDns.Server.Tests;

public class UdpTests
{
    private const string Name = "1.2.0.192.in-addr.arpa.";

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("0.0.0.0", "127.0.0.1")]
    [InlineData("0.0.0.0", "127.0.0.2")]
    [InlineData("::", "::1")]
    public async Task An_answer_leaves_from_the_address_that_was_asked(string listen, string asked)
    {
        await using DnsServer server = Servers.Start(new IPEndPoint(IPAddress.Parse(listen), 0));
        var address = new IPEndPoint(IPAddress.Parse(asked), server.Addresses[0].Port);
        using var client = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await client.SendToAsync(Packet.Query(Name), address);
        byte[] buffer = new byte[4096];
        SocketReceiveFromResult result = await client.ReceiveFromAsync(
            buffer, new IPEndPoint(address.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0))
            .WaitAsync(Servers.Patience);
        Assert.Equal(address, result.RemoteEndPoint);
        Assert.Equal(ResponseCode.Refused, new Response(buffer[..result.ReceivedBytes]).Code);
    }

    [Fact]
    public async Task Every_query_of_a_burst_is_answered_to_its_own_client()
    {
        await using DnsServer server = Servers.Start();
        using var first = new UdpClient();
        using var second = new UdpClient();
        UdpClient[] clients = [first, second];
        for (int id = 0; id < 400; id++)
        {
            byte[] query = [.. Packet.Header(id: id), .. Packet.Question(Name)];
            await clients[id % 2].SendAsync(query, server.Addresses[0]);
        }

        for (int client = 0; client < 2; client++)
        {
            var ids = new SortedSet<int>();
            while (ids.Count < 200)
            {
                ids.Add(new Response((await clients[client].ReceiveAsync().WaitAsync(Servers.Patience)).Buffer).Id);
            }

            Assert.All(ids, id => Assert.Equal(client, id % 2));
        }

        Assert.Equal(400, server.Counters.Requests(Transport.Udp));
        Assert.Equal(400, server.Counters.Responses[ResponseCode.Refused]);
    }

    [Fact]
    public async Task What_gets_no_answer_does_not_stop_those_behind_it()
    {
        await using DnsServer server = Servers.Start();
        using var client = new UdpClient();
        byte[] response = [.. Packet.Header(flags: 0x8000), .. Packet.Question(Name)];
        await client.SendAsync(Array.Empty<byte>(), server.Addresses[0]);
        await client.SendAsync(new byte[5], server.Addresses[0]);
        await client.SendAsync(new byte[5_000], server.Addresses[0]);
        await client.SendAsync(response, server.Addresses[0]);
        await client.SendAsync(Packet.Query(Name), server.Addresses[0]);
        Assert.Equal(Packet.Id, new Response((await client.ReceiveAsync().WaitAsync(Servers.Patience)).Buffer).Id);
        Assert.Equal(4, server.Counters.Drops(DropReason.Malformed) + server.Counters.Drops(DropReason.TooLong));
    }

    [Fact]
    public async Task In_a_batch_every_request_is_answered_as_it_is_alone()
    {
        byte[][] kinds =
        [
            Packet.Query(SampleZone.Host, RecordType.PTR),
            Packet.Query("id.server.", RecordType.TXT, RecordClass.CH),
            Packet.QueryWithOpt(SampleZone.Crowded, RecordType.PTR, ttl: 0x8000),
            [.. Packet.Header(flags: 0x8000), .. Packet.Question(Name)],
            Packet.Query("x." + SampleZone.Host),
            [.. Packet.Header(additional: 1), .. Packet.Question(SampleZone.Host), .. Packet.Tsig()],
            Packet.Query("example."),
            [0],
            Packet.Query(SampleZone.Apex, RecordType.AXFR),
            [.. Packet.Query(SampleZone.Host), 0],
            Packet.QueryWithOpt(SampleZone.Host, RecordType.MX, options: Packet.Option(3)),
            Packet.Query("1.113.0.203.in-addr.arpa."),
        ];
        var options = new ServerOptions { Listen = [Servers.AnyPort], Workers = 1, PinWorkers = false };
        var alone = new RequestHandler(options.Edns, options.Identity);
        var client = new ClientContext(SampleZone.Table, Transport.Udp, IsIpv6: false);
        byte[] answer = new byte[options.Edns.Ipv4PayloadLimit];
        var expected = new Dictionary<int, string>();
        await using DnsServer server = Servers.Start(options, SampleZone.Store());
        using var socket = new UdpClient();
        for (int id = 0; id < 300; id++)
        {
            byte[] request = [.. kinds[id % kinds.Length]];
            if (request.Length > 1)
            {
                BinaryPrimitives.WriteUInt16BigEndian(request, (ushort)id);
            }

            int length = alone.Handle(request, answer, in client);
            if (length != 0)
            {
                expected.Add(id, Convert.ToHexString(answer, 0, length));
            }

            await socket.SendAsync(request, server.Addresses[0]);
        }

        while (expected.Count != 0)
        {
            byte[] received = (await socket.ReceiveAsync().WaitAsync(Servers.Patience)).Buffer;
            Assert.True(expected.Remove(BinaryPrimitives.ReadUInt16BigEndian(received), out string? one));
            Assert.Equal(one, Convert.ToHexString(received));
        }
    }

    [Fact]
    public async Task Several_workers_share_one_address()
    {
        await using DnsServer server = Servers.Start(new ServerOptions { Listen = [Servers.AnyPort], Workers = 3, PinWorkers = true });
        for (int i = 0; i < 30; i++)
        {
            using var client = new UdpClient();
            await client.SendAsync(Packet.Query(Name), server.Addresses[0]);
            await client.ReceiveAsync().WaitAsync(Servers.Patience);
        }

        Assert.Equal(30, server.Counters.Requests(Transport.Udp));
    }
}
