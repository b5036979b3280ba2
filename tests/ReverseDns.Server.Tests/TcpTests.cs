using System.Net.Sockets;
using ReverseDns.Protocol;

namespace ReverseDns.Server.Tests;

public class TcpTests
{
    private const string Name = "1.2.0.192.in-addr.arpa.";

    [Fact]
    public async Task Pipelined_queries_are_answered_in_their_order()
    {
        await using DnsServer server = Servers.Start();
        using TcpDialogue client = await TcpDialogue.ConnectAsync(server);
        byte[][] queries = [.. Enumerable.Range(0, 3_000).Select(id => Packet.Framed([.. Packet.Header(id: id), .. Packet.Question(Name)]))];
        Task sending = client.SendAsync(queries.SelectMany(query => query).ToArray());
        for (int id = 0; id < queries.Length; id++)
        {
            Assert.Equal(id, (await client.ReceiveAsync()).Id);
        }

        await sending;
        Assert.Equal(3_000, server.Counters.Requests(Transport.Tcp));
    }

    [Fact]
    public async Task A_request_may_come_in_pieces()
    {
        await using DnsServer server = Servers.Start();
        using TcpDialogue client = await TcpDialogue.ConnectAsync(server);
        for (int round = 0; round < 3; round++)
        {
            foreach (byte octet in Packet.Framed(Packet.Query(Name)))
            {
                await client.SendAsync([octet]);
            }

            Assert.Equal(ResponseCode.Refused, (await client.ReceiveAsync()).Code);
        }
    }

    [Fact]
    public async Task The_longest_request_is_read_whole()
    {
        await using DnsServer server = Servers.Start();
        using TcpDialogue client = await TcpDialogue.ConnectAsync(server);
        byte[] query = [.. Packet.Header(additional: 1), .. Packet.Question(Name), .. Packet.Opt()];
        byte[] padding = Packet.Option(12, new byte[65_535 - query.Length - 4]);
        byte[] longest = [.. Packet.Header(additional: 1), .. Packet.Question(Name), .. Packet.Opt(options: padding)];
        Assert.Equal(65_535, longest.Length);
        await client.SendAsync(Packet.Framed(longest));
        await client.SendAsync(Packet.Framed(Packet.Query(Name)));
        Assert.Equal(ResponseCode.Refused, (await client.ReceiveAsync()).Code);
        Assert.Equal(ResponseCode.Refused, (await client.ReceiveAsync()).Code);
    }

    [Fact]
    public async Task Queries_sent_before_the_client_closes_its_side_are_answered()
    {
        await using DnsServer server = Servers.Start();
        using TcpDialogue client = await TcpDialogue.ConnectAsync(server);
        await client.SendAsync([.. Packet.Framed(Packet.Query(Name)), .. Packet.Framed(Packet.Query(Name))]);
        client.CloseSending();
        await client.ReceiveAsync();
        await client.ReceiveAsync();
        Assert.True(await client.IsClosedByServerAsync());
    }

    [Theory]
    [InlineData(new byte[] { 0, 0 })]
    [InlineData(new byte[] { 0, 3, 1, 2, 3 })]
    public async Task A_message_shorter_than_a_header_ends_the_connection_after_the_answers_before_it(byte[] frame)
    {
        await using DnsServer server = Servers.Start();
        using TcpDialogue client = await TcpDialogue.ConnectAsync(server);
        await client.SendAsync([.. Packet.Framed(Packet.Query(Name)), .. frame]);
        await client.ReceiveAsync();
        Assert.True(await client.IsClosedByServerAsync());
    }

    [Fact]
    public async Task A_connection_ends_after_its_number_of_requests()
    {
        await using DnsServer server = Servers.Start(new TcpOptions { MaxRequestsPerConnection = 2 });
        using TcpDialogue client = await TcpDialogue.ConnectAsync(server);
        byte[] query = Packet.Framed(Packet.Query(Name));
        await client.SendAsync([.. query, .. query, .. query]);
        await client.ReceiveAsync();
        await client.ReceiveAsync();
        Assert.True(await client.IsClosedByServerAsync());
    }

    [Fact]
    public async Task An_idle_connection_is_closed_after_its_time()
    {
        var clock = new SteppedClock();
        await using DnsServer server = Servers.Start(new TcpOptions(), clock);
        using TcpDialogue client = await TcpDialogue.ConnectAsync(server);
        await client.AskAsync(Name);
        clock.Advance(TimeSpan.FromSeconds(9));
        await client.AskAsync(Name);
        clock.Advance(TimeSpan.FromSeconds(9));
        await client.AskAsync(Name);
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.True(await client.IsClosedByServerAsync());
        Assert.Equal(1, server.Counters.Ends(ConnectionEnd.Idle));
    }

    [Fact]
    public async Task A_client_that_sends_an_octet_at_a_time_is_cut_off()
    {
        var clock = new SteppedClock();
        await using DnsServer server = Servers.Start(new TcpOptions(), clock);
        using TcpDialogue client = await TcpDialogue.ConnectAsync(server);
        await client.AskAsync(Name);
        foreach (byte octet in Packet.Framed(Packet.Query(Name)).AsSpan(0, 8).ToArray())
        {
            await client.TrySendAsync([octet]);
            clock.Advance(TimeSpan.FromSeconds(1));
            using TcpDialogue other = await TcpDialogue.ConnectAsync(server);
            await other.AskAsync(Name);
        }

        Assert.True(await client.IsClosedByServerAsync());
        Assert.Equal(1, server.Counters.Ends(ConnectionEnd.Slow));
    }

    [Fact]
    public async Task A_client_that_never_reads_is_cut_off_and_holds_up_nobody()
    {
        var clock = new SteppedClock();
        await using DnsServer server = Servers.Start(new TcpOptions(), clock);
        using TcpDialogue client = await TcpDialogue.ConnectAsync(server);
        byte[] queries = [.. Enumerable.Repeat(Packet.Framed(Packet.Query(Name)), 2_000).SelectMany(query => query)];
        Task sending = client.SendUntilClosedAsync(queries);
        using TcpDialogue other = await TcpDialogue.ConnectAsync(server);
        while (server.Counters.Ends(ConnectionEnd.Slow) == 0)
        {
            await UntilQuietAsync(server, other);
            clock.Advance(TimeSpan.FromSeconds(5));
            await other.AskAsync(Name);
        }

        await sending.WaitAsync(Servers.Patience);
        Assert.Equal(1, server.Counters.Ends(ConnectionEnd.Slow));
    }

    [Fact]
    public async Task Answers_held_for_a_client_that_reads_late_come_whole_and_in_order()
    {
        await using DnsServer server = Servers.Start();
        using TcpDialogue client = await TcpDialogue.ConnectAsync(server);
        const int Count = 400_000;
        byte[] queries = new byte[Count * 42];
        byte[] query = Packet.Framed(Packet.Query(Name));
        Assert.Equal(42, query.Length);
        for (int i = 0; i < Count; i++)
        {
            query[2] = (byte)(i >> 8);
            query[3] = (byte)i;
            query.CopyTo(queries, i * 42);
        }

        Task sending = client.SendAsync(queries);
        while (server.Counters.Requests(Transport.Tcp) < 100_000)
        {
            await Task.Yield();
        }

        for (int i = 0; i < Count; i++)
        {
            Assert.Equal((ushort)i, (await client.ReceiveAsync()).Id);
        }

        await sending;
    }

    [Fact]
    public async Task Past_the_limit_the_longest_idle_connection_makes_room()
    {
        await using DnsServer server = Servers.Start(new TcpOptions { MaxConnections = 3 });
        using TcpDialogue first = await TcpDialogue.ConnectAsync(server);
        await first.AskAsync(Name);
        using TcpDialogue second = await TcpDialogue.ConnectAsync(server);
        await second.AskAsync(Name);
        using TcpDialogue third = await TcpDialogue.ConnectAsync(server);
        await third.AskAsync(Name);
        await first.AskAsync(Name);
        using TcpDialogue fourth = await TcpDialogue.ConnectAsync(server);
        await fourth.AskAsync(Name);
        Assert.True(await second.IsClosedByServerAsync());
        await first.AskAsync(Name);
        await third.AskAsync(Name);
        Assert.Equal((3, 1), (server.Counters.ConnectionsOpen, server.Counters.Ends(ConnectionEnd.Limit)));
    }

    [Fact]
    public async Task A_prefix_past_its_limit_takes_room_from_itself_alone()
    {
        await using DnsServer server = Servers.Start(new TcpOptions { MaxConnectionsPerPrefix = 2 });
        using TcpDialogue neighbour = await TcpDialogue.ConnectAsync(server, "127.0.1.1");
        await neighbour.AskAsync(Name);
        using TcpDialogue first = await TcpDialogue.ConnectAsync(server, "127.0.0.3");
        await first.AskAsync(Name);
        using TcpDialogue second = await TcpDialogue.ConnectAsync(server, "127.0.0.4");
        await second.AskAsync(Name);
        using TcpDialogue third = await TcpDialogue.ConnectAsync(server, "127.0.0.5");
        await third.AskAsync(Name);
        Assert.True(await first.IsClosedByServerAsync());
        await neighbour.AskAsync(Name);
        await second.AskAsync(Name);
    }

    [Fact]
    public async Task New_clients_are_served_while_300_slow_ones_hold_on()
    {
        await using DnsServer server = Servers.Start();
        var slow = new List<TcpDialogue>();
        for (int i = 0; i < 300; i++)
        {
            slow.Add(await TcpDialogue.ConnectAsync(server));
            await slow[^1].TrySendAsync([0]);
        }

        for (int i = 0; i < 20; i++)
        {
            using TcpDialogue client = await TcpDialogue.ConnectAsync(server);
            await client.AskAsync(Name);
        }

        Assert.InRange(server.Counters.ConnectionsOpen, 1, new TcpOptions().MaxConnectionsPerPrefix);
        slow.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task A_drain_answers_what_is_in_flight_and_takes_no_new_client()
    {
        await using DnsServer server = Servers.Start();
        using TcpDialogue idle = await TcpDialogue.ConnectAsync(server);
        await idle.AskAsync(Name);
        using TcpDialogue busy = await TcpDialogue.ConnectAsync(server);
        byte[] query = Packet.Framed(Packet.Query(Name));
        await busy.AskAsync(Name);
        await busy.SendAsync(query[..20]);
        using var cancellation = new CancellationTokenSource();
        Task drain = server.DrainAsync(TimeSpan.FromHours(1), cancellation.Token);
        Assert.True(await idle.IsClosedByServerAsync());
        await Assert.ThrowsAsync<SocketException>(() => TcpDialogue.ConnectAsync(server));
        await busy.SendAsync(query[20..]);
        Assert.Equal(ResponseCode.Refused, (await busy.ReceiveAsync()).Code);
        Assert.True(await busy.IsClosedByServerAsync());
        await cancellation.CancelAsync();
        await drain.WaitAsync(Servers.Patience);
    }

    /// <summary>Returns when the server has answered nobody else during many round trips.</summary>
    private static async Task UntilQuietAsync(DnsServer server, TcpDialogue client)
    {
        const int RoundTrips = 300;
        long expected = -1;
        while (server.Counters.Requests(Transport.Tcp) != expected)
        {
            expected = server.Counters.Requests(Transport.Tcp) + RoundTrips;
            for (int i = 0; i < RoundTrips; i++)
            {
                await client.AskAsync(Name);
            }
        }
    }
}
