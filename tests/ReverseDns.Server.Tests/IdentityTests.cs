using System.Text;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Server.Tests;

public class IdentityTests
{
    private readonly RequestHandler _handler = new(
        new EdnsOptions(), new IdentityOptions { IdServer = "instance-1", VersionBind = string.Empty });

    [Theory]
    [InlineData("id.server.", "instance-1")]
    [InlineData("iD.SERver.", "instance-1")]
    [InlineData("version.bind.", "")]
    public void A_name_that_is_on_is_answered_without_authority(string name, string value)
    {
        Response response = Ask(Packet.QueryWithOpt(name, RecordType.TXT, RecordClass.CH));
        Assert.Equal(0x8000, response.Flags);
        Assert.Equal(1, response.AnswerCount);
        byte[] text = Encoding.UTF8.GetBytes(value);
        (RecordType type, int recordClass, uint ttl, byte[] rdata) = response.Records[0];
        Assert.Equal((RecordType.TXT, (int)RecordClass.CH, 0u), (type, recordClass, ttl));
        Assert.Equal([(byte)text.Length, .. text], rdata);
        Assert.True(response.HasOpt);
    }

    [Theory]
    [InlineData("hostname.bind.")]
    [InlineData("version.server.")]
    [InlineData("authors.bind.")]
    [InlineData("x.id.server.")]
    [InlineData(".")]
    public void A_name_that_is_off_or_unknown_is_refused(string name) =>
        Assert.Equal(ResponseCode.Refused, Ask(Packet.Query(name, RecordType.TXT, RecordClass.CH)).Code);

    [Theory]
    [InlineData(RecordType.A, RecordClass.CH)]
    [InlineData(RecordType.ANY, RecordClass.CH)]
    [InlineData(RecordType.TXT, RecordClass.IN)]
    [InlineData(RecordType.TXT, RecordClass.ANY)]
    public void Only_TXT_of_class_CH_is_answered(RecordType type, RecordClass recordClass) =>
        Assert.Equal(ResponseCode.Refused, Ask(Packet.Query("id.server.", type, recordClass)).Code);

    private Response Ask(byte[] query)
    {
        byte[] buffer = new byte[1232];
        int length = _handler.Handle(query, buffer, new ClientContext(ZoneTable.Empty, Transport.Udp, IsIpv6: false));
        return new Response(buffer[..length]);
    }
}
