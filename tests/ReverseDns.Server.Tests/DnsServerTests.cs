using System.Net;
using System.Net.Sockets;
using ReverseDns.Zones;

namespace ReverseDns.Server.Tests;

public class DnsServerTests
{
    private const string Name = "1.2.0.192.in-addr.arpa.";

    [Fact]
    public void All_errors_of_the_options_are_told_at_once()
    {
        var options = new ServerOptions
        {
            Workers = 0,
            Udp = new UdpOptions { BatchSize = 0 },
            Tcp = new TcpOptions { MaxConnections = 0, IdleTimeout = TimeSpan.Zero },
            Edns = new EdnsOptions { Ipv4PayloadLimit = 511, Ipv6PayloadLimit = 5_000, Nsid = new byte[129] },
            Identity = new IdentityOptions { IdServer = new string('x', 256) },
        };
        Assert.Equal(9, options.Validate().Count);
        Assert.Throws<ArgumentException>(() => new DnsServer(options, new ZoneStore()));
    }

    [Fact]
    public void The_defaults_are_valid_once_there_is_an_address() =>
        Assert.Empty(new ServerOptions { Listen = [Servers.AnyPort] }.Validate());

    [Fact]
    public async Task Every_address_that_cannot_be_had_is_named_and_none_is_kept()
    {
        await using DnsServer other = Servers.Start();
        IPEndPoint taken = other.Addresses[0];
        var foreign = IPEndPoint.Parse("192.0.2.1:5300");
        await using var server = new DnsServer(
            new ServerOptions { Listen = [Servers.AnyPort, taken, foreign] }, new ZoneStore());
        string message = Assert.Throws<IOException>(server.Start).Message;
        Assert.Contains(taken.ToString(), message, StringComparison.Ordinal);
        Assert.Contains(foreign.ToString(), message, StringComparison.Ordinal);
        Assert.Empty(server.Addresses);
    }

    [Fact]
    public async Task UDP_and_TCP_share_the_port_that_was_free()
    {
        await using DnsServer server = Servers.Start();
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(server.Addresses[0]).WaitAsync(Servers.Patience);
        Assert.True(tcp.Connected);
    }

    [Fact]
    public async Task UDP_is_answered_until_the_drain_is_over()
    {
        await using DnsServer server = Servers.Start();
        using var cancellation = new CancellationTokenSource();
        Task drain = server.DrainAsync(TimeSpan.FromHours(1), cancellation.Token);
        using var client = new UdpClient();
        await client.SendAsync(Packet.Query(Name), server.Addresses[0]);
        await client.ReceiveAsync().WaitAsync(Servers.Patience);
        Assert.False(drain.IsCompleted);
        await cancellation.CancelAsync();
        await drain.WaitAsync(Servers.Patience);
        Assert.Equal(1, server.Counters.Requests(Transport.Udp));
    }
}
