using System.Net;
using System.Net.Sockets;
using ReverseDns.Protocol;

namespace ReverseDns.Server.Tests;

/// <summary>The loops for other platforms, which work on Linux too.</summary>
public class PlainSocketsTests
{
    private const string Name = SampleZone.Host;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Queries_over_UDP_are_answered_until_the_server_stops(string address)
    {
        DnsServer server = Start(new TcpOptions(), address: address);
        using var client = new UdpClient(server.Addresses[0].AddressFamily);
        for (int i = 0; i < 10; i++)
        {
            await client.SendAsync(Packet.Query(Name, RecordType.PTR), server.Addresses[0]);
            UdpReceiveResult answer = await client.ReceiveAsync().WaitAsync(Servers.Patience);
            Assert.Equal(1, new Response(answer.Buffer).AnswerCount);
        }

        await server.DisposeAsync().AsTask().WaitAsync(Servers.Patience);
        Assert.Equal((10, 0), (server.Counters.Requests(Transport.Udp), server.Counters.Faults));
    }

    [Fact]
    public async Task Queries_over_TCP_are_answered_in_their_order()
    {
        await using DnsServer server = Start(new TcpOptions());
        using TcpDialogue client = await TcpDialogue.ConnectAsync(server);
        byte[][] queries = [.. Enumerable.Range(0, 100).Select(id => Packet.Framed([.. Packet.Header(id: id), .. Packet.Question(Name)]))];
        await client.SendAsync(queries.SelectMany(query => query).ToArray());
        for (int id = 0; id < queries.Length; id++)
        {
            Assert.Equal(id, (await client.ReceiveAsync()).Id);
        }
    }

    [Fact]
    public async Task Idle_and_slow_clients_are_cut_off()
    {
        await using DnsServer server = Start(new TcpOptions
        {
            IdleTimeout = TimeSpan.FromMilliseconds(100),
            RequestTimeout = TimeSpan.FromMilliseconds(100),
        });
        using TcpDialogue idle = await TcpDialogue.ConnectAsync(server);
        using TcpDialogue slow = await TcpDialogue.ConnectAsync(server);
        await slow.TrySendAsync([0, 40, 1]);
        Assert.True(await idle.IsClosedByServerAsync());
        Assert.True(await slow.IsClosedByServerAsync());
    }

    [Fact]
    public async Task Past_the_limit_the_longest_idle_connection_makes_room()
    {
        await using DnsServer server = Start(new TcpOptions { MaxConnections = 2 });
        using TcpDialogue first = await TcpDialogue.ConnectAsync(server);
        await first.AskAsync("example.");
        using TcpDialogue second = await TcpDialogue.ConnectAsync(server);
        await second.AskAsync("example.");
        await first.AskAsync("example.");
        using TcpDialogue third = await TcpDialogue.ConnectAsync(server);
        await third.AskAsync("example.");
        Assert.True(await second.IsClosedByServerAsync());
        await first.AskAsync("example.");
    }

    [Fact]
    public async Task A_drain_lets_idle_clients_go_and_ends_with_its_time()
    {
        await using DnsServer server = Start(new TcpOptions());
        using TcpDialogue idle = await TcpDialogue.ConnectAsync(server);
        await idle.AskAsync("example.");
        using var cancellation = new CancellationTokenSource();
        Task drain = server.DrainAsync(TimeSpan.FromHours(1), cancellation.Token);
        Assert.True(await idle.IsClosedByServerAsync());
        await cancellation.CancelAsync();
        await drain.WaitAsync(Servers.Patience);
    }

    private static DnsServer Start(TcpOptions tcp, string address = "127.0.0.1") =>
        Servers.Start(
            new ServerOptions { Listen = [new IPEndPoint(IPAddress.Parse(address), 0)], PlainSockets = true, Tcp = tcp },
            SampleZone.Store());
}
