using ReverseDns.Protocol;

namespace ReverseDns.Server.Tests;

public class ZoneAnswerTests
{
    private const int LongestMessage = 65_535;
    private const int AuthoritativeResponse = 0x8400;

    private readonly RequestHandler _handler = new(
        new EdnsOptions { Ipv4PayloadLimit = 1232, Ipv6PayloadLimit = 1400, Nsid = new byte[100] }, new IdentityOptions());

    [Fact]
    public void A_name_of_a_zone_is_answered_with_authority()
    {
        Response response = Ask(Packet.QueryWithOpt(SampleZone.Host, RecordType.PTR));
        Assert.Equal(AuthoritativeResponse, response.Flags);
        Assert.Equal(1, response.AnswerCount);
        Assert.True(response.HasOpt);
    }

    [Theory]
    [InlineData(-1, 512)]
    [InlineData(0, 512)]
    [InlineData(512, 512)]
    [InlineData(1000, 1000)]
    [InlineData(1232, 1232)]
    [InlineData(4096, 1232)]
    public void An_answer_over_UDP_fits_the_size_of_client_and_server_or_is_truncated(int payload, int limit)
    {
        byte[] query = payload < 0
            ? Packet.Query(SampleZone.Crowded, RecordType.PTR)
            : Packet.QueryWithOpt(SampleZone.Crowded, RecordType.PTR, payload: payload);
        Response response = Ask(query);
        Assert.True(response.IsTruncated);
        Assert.InRange(response.Length, 12, limit);
        Assert.Equal(payload >= 0, response.HasOpt);
        Assert.Equal(0, response.AnswerCount);
    }

    [Fact]
    public void The_same_answer_over_TCP_is_whole()
    {
        Response response = Ask(Packet.QueryWithOpt(SampleZone.Crowded, RecordType.PTR, payload: 512), Transport.Tcp);
        Assert.Equal((60, false), (response.AnswerCount, response.IsTruncated));
    }

    [Fact]
    public void Room_is_kept_for_OPT_and_NSID()
    {
        for (int payload = 512; payload <= 4096; payload++)
        {
            Response response = Ask(Packet.QueryWithOpt(
                SampleZone.Apex, RecordType.ANY, payload: payload, options: Packet.Option(3)));
            Assert.Equal(100, response.Option(3)!.Length);
            Assert.InRange(response.Length, 12, Math.Min(payload, 1232));
        }
    }

    [Fact]
    public void A_broken_zone_is_SERVFAIL_and_says_why()
    {
        Response response = Ask(Packet.QueryWithOpt("1." + SampleZone.Broken));
        Assert.Equal(ResponseCode.ServFail, response.Code);
        Assert.Equal([0, (byte)ExtendedError.InvalidData], response.Option(15)!);
    }

    [Fact]
    public void Class_ANY_is_answered_from_class_IN_without_authority()
    {
        Response response = Ask(Packet.Query(SampleZone.Host, RecordType.PTR, RecordClass.ANY));
        Assert.Equal((0x8000, 1), (response.Flags, response.AnswerCount));
    }

    [Theory]
    [InlineData(RecordType.OPT)]
    [InlineData(RecordType.TSIG)]
    [InlineData(RecordType.TKEY)]
    [InlineData(RecordType.MAILA)]
    [InlineData(RecordType.MAILB)]
    [InlineData(RecordType.None)]
    [InlineData((RecordType)65_280)]
    public void A_type_that_no_name_can_have_is_answered_as_one_that_this_name_has_not(RecordType type)
    {
        Response response = Ask(Packet.Query(SampleZone.Host, type));
        Assert.Equal((AuthoritativeResponse, 0, 1), (response.Flags, response.AnswerCount, response.AuthorityCount));
    }

    [Theory]
    [InlineData(SampleZone.Apex, RecordType.AXFR, Transport.Udp, ResponseCode.NotImp)]
    [InlineData(SampleZone.Apex, RecordType.IXFR, Transport.Udp, ResponseCode.Refused)]
    [InlineData(SampleZone.Apex, RecordType.AXFR, Transport.Tcp, ResponseCode.Refused)]
    [InlineData(SampleZone.Host, RecordType.AXFR, Transport.Tcp, ResponseCode.NotAuth)]
    public void Transfers_are_refused_for_a_zone_and_NOTAUTH_elsewhere(
        string name, RecordType type, Transport transport, ResponseCode code)
    {
        Response response = Ask(Packet.Query(name, type), transport);
        Assert.Equal((code, 0), (response.Code, response.AnswerCount + response.AuthorityCount));
    }

    private Response Ask(byte[] query, Transport transport = Transport.Udp)
    {
        byte[] buffer = new byte[LongestMessage];
        int length = _handler.Handle(query, buffer, new ClientContext(SampleZone.Table, transport, IsIpv6: false));
        return new Response(buffer[..length]);
    }
}
