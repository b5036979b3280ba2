using ReverseDns.Protocol;
using ReverseDns.Transfer;

namespace ReverseDns.Server.Tests;

/// <summary>EXPIRE, ZONEVERSION and padding: given to those who ask, and nothing to the others.</summary>
public class RareOptionsTests
{
    private const int Expire = (int)EdnsOptionCode.Expire;
    private const int Padding = (int)EdnsOptionCode.Padding;
    private const int ZoneVersion = (int)EdnsOptionCode.ZoneVersion;

    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(SampleZone.Host, RecordType.PTR)]
    [InlineData(SampleZone.Host, RecordType.A)]
    [InlineData("not." + SampleZone.Apex, RecordType.PTR)]
    public void The_version_of_the_zone_is_its_labels_and_serial(string name, RecordType type)
    {
        Assert.Equal([5, 0, 0, 0, 0, 1], Ask(name, type, Packet.Option(ZoneVersion)).Option(ZoneVersion));
        Assert.Null(Ask(name, type, []).Option(ZoneVersion));
    }

    [Theory]
    [InlineData("1.0.0.10.in-addr.arpa.")]
    [InlineData(SampleZone.Broken)]
    public void There_is_no_version_where_nothing_is_answered_from_a_zone(string name) =>
        Assert.Null(Ask(name, RecordType.PTR, Packet.Option(ZoneVersion)).Option(ZoneVersion));

    [Fact]
    public void A_version_in_a_request_is_an_error_of_form() =>
        Assert.Equal(ResponseCode.FormErr, Ask(SampleZone.Host, RecordType.PTR, Packet.Option(ZoneVersion, 5, 0, 0, 0, 0, 1)).Code);

    [Fact]
    public void A_zone_of_ours_is_kept_as_long_as_its_SOA_says()
    {
        Assert.Equal([0, 1, 81, 128], Ask(SampleZone.Apex, RecordType.SOA, Packet.Option(Expire)).Option(Expire));
        Assert.Null(Ask(SampleZone.Apex, RecordType.SOA, []).Option(Expire));
        Assert.Null(Ask(SampleZone.Apex, RecordType.NS, Packet.Option(Expire)).Option(Expire));
        Assert.Null(Ask(SampleZone.Host, RecordType.SOA, Packet.Option(Expire)).Option(Expire));
    }

    [Theory]
    [InlineData(600, new byte[] { 0, 0, 2, 88 })]
    [InlineData(-5, new byte[] { 0, 0, 0, 0 })]
    [InlineData(1e9, new byte[] { 0, 1, 81, 128 })]
    public void A_zone_of_others_is_kept_as_long_as_is_left_of_it(double left, byte[] expected)
    {
        var transfers = new TransferResponder(TransferSettings.None, clock: new StoppedClock()) { Expiry = _ => Now.AddSeconds(left) };
        Assert.Equal(expected, Ask(SampleZone.Apex, RecordType.SOA, Packet.Option(Expire), transfers: transfers).Option(Expire));
    }

    [Fact]
    public void All_that_is_asked_for_comes_in_one_OPT()
    {
        byte[] options = [.. Packet.Option(Expire), .. Packet.Option(ZoneVersion), .. Packet.Option(Padding, 0, 0)];
        Response response = Ask(SampleZone.Apex, RecordType.SOA, options, Transport.Tls);
        Assert.NotNull(response.Option(Expire));
        Assert.NotNull(response.Option(ZoneVersion));
        Assert.All(response.Option(Padding)!, octet => Assert.Equal(0, octet));
        Assert.Equal(468, response.Length);
    }

    [Fact]
    public void Answers_over_TLS_are_padded_and_others_are_not()
    {
        for (int nsid = 0; nsid < 128; nsid += 9)
        {
            byte[] options = [.. Packet.Option(Padding), .. Packet.Option(3)];
            Assert.Equal(0, Ask(SampleZone.Crowded, RecordType.PTR, options, Transport.Tls, nsid).Length % 468);
            Assert.Null(Ask(SampleZone.Crowded, RecordType.PTR, options, Transport.Tcp, nsid).Option(Padding));
        }
    }

    /// <summary>RFC 7828, sections 3.2.1 and 3.3.2.</summary>
    [Fact]
    public async Task Who_asks_over_TCP_is_told_how_long_the_connection_may_be_silent()
    {
        const int Keepalive = (int)EdnsOptionCode.TcpKeepalive;
        await using DnsServer server = Servers.Start(new TcpOptions { IdleTimeout = TimeSpan.FromSeconds(7.5), MaxConnections = 100 });
        using TcpDialogue client = await TcpDialogue.ConnectAsync(server);
        await client.SendAsync(Packet.Framed(Packet.QueryWithOpt(SampleZone.Host, options: Packet.Option(Keepalive))));
        Assert.Equal([0, 75], (await client.ReceiveAsync()).Option(Keepalive));
        await client.SendAsync(Packet.Framed(Packet.QueryWithOpt(SampleZone.Host)));
        Assert.Null((await client.ReceiveAsync()).Option(Keepalive));
        Assert.Null(Ask(SampleZone.Host, RecordType.PTR, Packet.Option(Keepalive)).Option(Keepalive));
    }

    [Theory]
    [InlineData(0, 10_000, 100)]
    [InlineData(50, 10_000, 100)]
    [InlineData(75, 5_000, 50)]
    [InlineData(90, 2_000, 20)]
    [InlineData(100, 1_000, 10)]
    public void The_more_are_connected_the_sooner_the_silent_go(int open, int milliseconds, int told)
    {
        var limits = new TcpLimits(new TcpOptions { MaxConnections = 100, IdleTimeout = TimeSpan.FromSeconds(10) }, workers: 1);
        Assert.Equal(milliseconds, limits.IdleAt(open));
        Assert.Equal(told, limits.KeepaliveAt(open));
    }

    private static Response Ask(
        string name, RecordType type, byte[] options, Transport transport = Transport.Udp, int nsid = 0, TransferResponder? transfers = null)
    {
        var handler = new RequestHandler(new EdnsOptions { Nsid = new byte[nsid] }, new IdentityOptions(), transfers);
        byte[] buffer = new byte[ushort.MaxValue];
        int length = handler.Handle(
            Packet.QueryWithOpt(name, type, options: options), buffer, new ClientContext(SampleZone.Table, transport, IsIpv6: false));
        return new Response(buffer[..length]);
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
