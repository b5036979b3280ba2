using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Server.Tests;

public class EdnsTests
{
    private const string Name = "1.2.0.192.in-addr.arpa.";
    private const int NsidOption = 3;
    private const int ExtendedErrorOption = 15;

    private readonly RequestHandler _handler = new(
        new EdnsOptions { Ipv4PayloadLimit = 1232, Ipv6PayloadLimit = 1220, Nsid = "abcd"u8.ToArray() }, new IdentityOptions());

    [Fact]
    public void The_answer_has_one_OPT_when_the_query_has_one_and_none_otherwise()
    {
        Assert.Equal(1, Ask(Packet.QueryWithOpt(Name)).AdditionalCount);
        Assert.Equal(0, Ask(Packet.Query(Name)).AdditionalCount);
    }

    [Theory]
    [InlineData(false, 1232)]
    [InlineData(true, 1220)]
    public void Each_family_offers_its_own_payload_limit(bool isIpv6, int limit) =>
        Assert.Equal(limit, Ask(Packet.QueryWithOpt(Name, payload: 4096), isIpv6).Opt.Class);

    [Theory]
    [InlineData(0x8000u, 0x8000u)]
    [InlineData(0x7FFFu, 0u)]
    [InlineData(0xFF00_0000u, 0u)]
    public void DO_is_echoed_and_nothing_else_of_the_flags(uint asked, uint answered) =>
        Assert.Equal(answered, Ask(Packet.QueryWithOpt(Name, ttl: asked)).Opt.Ttl);

    [Fact]
    public void An_unknown_version_is_BADVERS_whatever_is_asked()
    {
        Response response = Ask(Packet.QueryWithOpt(Name, ttl: 0x0001_8000, options: [1, 2, 3]));
        Assert.Equal(ResponseCode.BadVers, response.Code);
        Assert.Equal(0x0100_8000u, response.Opt.Ttl);
        Assert.Equal(ResponseCode.BadVers, Ask(Packet.QueryWithOpt("id.server.", RecordType.TXT, RecordClass.CH, ttl: 0x1_0000)).Code);
    }

    [Fact]
    public void Unknown_options_are_ignored()
    {
        Response response = Ask(Packet.QueryWithOpt(Name, options: [.. Packet.Option(65_001, 1, 2), .. Packet.Option(10, new byte[8])]));
        Assert.Equal(ResponseCode.Refused, response.Code);
        Assert.Null(response.Option(65_001));
    }

    [Fact]
    public void NSID_is_given_once_to_those_who_ask()
    {
        byte[] asked = [.. Packet.Option(NsidOption), .. Packet.Option(NsidOption)];
        Assert.Equal("abcd"u8.ToArray(), Ask(Packet.QueryWithOpt(Name, options: asked)).Option(NsidOption));
        Assert.Null(Ask(Packet.QueryWithOpt(Name)).Option(NsidOption));
    }

    [Fact]
    public void NSID_is_ignored_where_none_is_configured()
    {
        var handler = new RequestHandler(new EdnsOptions(), new IdentityOptions());
        byte[] buffer = new byte[1232];
        int length = handler.Handle(
            Packet.QueryWithOpt(Name, options: Packet.Option(NsidOption)),
            buffer,
            new ClientContext(ZoneTable.Empty, Transport.Udp, IsIpv6: false));
        Assert.Null(new Response(buffer[..length]).Option(NsidOption));
    }

    [Fact]
    public void A_refusal_says_why_in_an_extended_error()
    {
        byte[] error = Ask(Packet.QueryWithOpt(Name)).Option(ExtendedErrorOption)!;
        Assert.Equal([0, (byte)ExtendedError.NotAuthoritative], error);
    }

    private Response Ask(byte[] query, bool isIpv6 = false)
    {
        byte[] buffer = new byte[1232];
        int length = _handler.Handle(query, buffer, new ClientContext(ZoneTable.Empty, Transport.Udp, isIpv6));
        return new Response(buffer[..length]);
    }
}
