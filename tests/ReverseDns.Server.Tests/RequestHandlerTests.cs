using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Server.Tests;

public class RequestHandlerTests
{
    private const string Name = "1.2.0.192.in-addr.arpa.";

    private static readonly byte[] AddressRecord = Packet.Record(Name, RecordType.A, 1, 60, [192, 0, 2, 1]);

    private readonly RequestHandler _handler = new(
        new EdnsOptions { Ipv4PayloadLimit = 1232, Ipv6PayloadLimit = 1220, Nsid = "abcd"u8.ToArray() },
        new IdentityOptions { IdServer = "instance-1", VersionServer = "" });

    public static TheoryData<string, byte[]> Malformed => new()
    {
        { "header alone", Packet.Header() },
        { "name cut", Packet.Query(Name)[..20] },
        { "no type", Packet.Query(Name)[..^4] },
        { "class cut", Packet.Query(Name)[..^1] },
        { "name points to itself", [.. Packet.Header(), 0xC0, 12, 0, 1, 0, 1] },
        { "name points to the header", [.. Packet.Header(), 0xC0, 0, 0, 1, 0, 1] },
        { "name ends in a pointer", [.. Packet.Header(), 1, 0x61, 0xC0, 12, 0, 1, 0, 1] },
        { "label of type 01", [.. Packet.Header(), 0x41, 0x61, 0, 0, 1, 0, 1] },
        { "label of type 10", [.. Packet.Header(), 0x81, 0x61, 0, 0, 1, 0, 1] },
        { "name of 256 octets", [.. Packet.Header(), .. LongName(62), 0, 1, 0, 1] },
        { "two questions", [.. Packet.Header(questions: 2), .. Packet.Question(Name), .. Packet.Question(Name)] },
        { "65535 questions", [.. Packet.Header(questions: 65_535), .. Packet.Question(Name)] },
        { "no question", Packet.Header(questions: 0) },
        { "question not counted", [.. Packet.Header(questions: 0), .. Packet.Question(Name)] },
    };

    public static TheoryData<string, byte[]> MalformedBehindQuestion => new()
    {
        { "octet after the question", [.. Packet.Query(Name), 0] },
        { "OPT not counted", [.. Packet.Query(Name), .. Packet.Opt()] },
        { "octet after OPT", [.. Packet.QueryWithOpt(Name), 0] },
        { "answer missing", [.. Packet.Header(answers: 1), .. Packet.Question(Name)] },
        { "OPT missing", [.. Packet.Header(additional: 1), .. Packet.Question(Name)] },
        { "OPT cut", Packet.QueryWithOpt(Name)[..^4] },
        { "RDATA cut", [.. Packet.Header(additional: 1), .. Packet.Question(Name), .. AddressRecord[..^1]] },
        { "two OPT", [.. Packet.Header(additional: 2), .. Packet.Question(Name), .. Packet.Opt(), .. Packet.Opt()] },
        { "OPT below the root", [.. Packet.Header(additional: 1), .. Packet.Question(Name), .. Packet.Record("a.", RecordType.OPT, 1232, 0, [])] },
        { "OPT as answer", [.. Packet.Header(answers: 1), .. Packet.Question(Name), .. Packet.Opt()] },
        { "OPT as authority", [.. Packet.Header(authority: 1), .. Packet.Question(Name), .. Packet.Opt()] },
        { "option longer than OPT", Packet.QueryWithOpt(Name, options: [0xFD, 0xE9, 0, 9, 1, 2, 3]) },
        { "option of one octet", Packet.QueryWithOpt(Name, options: [1]) },
        { "octets after an option", Packet.QueryWithOpt(Name, options: [0xFD, 0xE9, 0, 0, 1, 2]) },
        { "OPT after TSIG", [.. Packet.Header(additional: 2), .. Packet.Question(Name), .. Packet.Tsig(), .. Packet.Opt()] },
        { "two TSIG", [.. Packet.Header(additional: 2), .. Packet.Question(Name), .. Packet.Tsig(), .. Packet.Tsig()] },
        { "TSIG as answer", [.. Packet.Header(answers: 1), .. Packet.Question(Name), .. Packet.Tsig()] },
        { "TSIG of three octets", [.. Packet.Header(additional: 1), .. Packet.Question(Name), .. Packet.Record("key.", RecordType.TSIG, 255, 0, [1, 2, 3])] },
        { "TSIG of class IN", [.. Packet.Header(additional: 1), .. Packet.Question(Name), .. Packet.Record("key.", RecordType.TSIG, 1, 0, Packet.Tsig()[15..])] },
    };

    [Fact]
    public void A_name_of_no_zone_is_refused_with_question_and_RD_as_asked_and_no_other_flag()
    {
        byte[] query = [.. Packet.Header(flags: 0x0170), .. Packet.Question(Name)];
        Response response = Ask(query);
        Assert.Equal(Packet.Id, response.Id);
        Assert.Equal(0x8105, response.Flags);
        Assert.Equal(query[12..], response.Question);
        Assert.False(response.HasOpt);
    }

    [Fact]
    public void The_case_of_the_question_name_is_kept() =>
        Assert.Equal(Packet.Question("1.2.0.192.iN-AddR.ARPA."), Ask(Packet.Query("1.2.0.192.iN-AddR.ARPA.")).Question);

    [Theory]
    [InlineData(0x0200)] // TC
    [InlineData(0x0400)] // AA
    [InlineData(0x00C0)] // RA and Z
    [InlineData(0x0003)] // RCODE
    public void Flags_that_make_no_sense_in_a_query_are_ignored(int flags) =>
        Assert.Equal(0x8005, Ask([.. Packet.Header(flags), .. Packet.Question(Name)]).Flags);

    [Fact]
    public void A_response_is_never_answered() =>
        Assert.Equal(0, Handle([.. Packet.Header(flags: 0x8000), .. Packet.Question(Name)], new byte[512]));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(11)]
    public void Less_than_a_header_is_never_answered(int length) =>
        Assert.Equal(0, Handle(Packet.Query(Name)[..length], new byte[512]));

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_message_without_one_readable_question_is_answered_FORMERR_with_the_header_alone(string fault, byte[] query)
    {
        Response response = Ask(query);
        Assert.True(response is { Code: ResponseCode.FormErr, Length: 12, Id: Packet.Id }, fault);
    }

    [Theory]
    [MemberData(nameof(MalformedBehindQuestion))]
    public void A_message_malformed_behind_its_question_is_answered_FORMERR_with_the_question(string fault, byte[] query)
    {
        Response response = Ask(query);
        Assert.True(response is { Code: ResponseCode.FormErr, QuestionCount: 1, HasOpt: false }, fault);
    }

    [Fact]
    public void A_query_of_no_question_gets_its_OPT_back()
    {
        Response response = Ask([.. Packet.Header(questions: 0, additional: 1), .. Packet.Opt()]);
        Assert.Equal(ResponseCode.FormErr, response.Code);
        Assert.Equal(1232, response.Opt.Class);
    }

    [Fact]
    public void A_name_of_255_octets_is_answered() =>
        Assert.Equal(ResponseCode.Refused, Ask([.. Packet.Header(), .. LongName(61), 0, 1, 0, 1]).Code);

    [Fact]
    public void Records_that_a_query_has_no_use_for_are_passed_over()
    {
        Response response = Ask(
        [
            .. Packet.Header(answers: 1, authority: 1, additional: 2), .. Packet.Question(Name),
            .. AddressRecord, 0xC0, 12, .. AddressRecord[^14..], .. AddressRecord, .. Packet.Opt(),
        ]);
        Assert.Equal(ResponseCode.Refused, response.Code);
        Assert.True(response.HasOpt);
    }

    [Theory]
    [InlineData(1, ResponseCode.NotImp)]
    [InlineData(2, ResponseCode.NotImp)]
    [InlineData(3, ResponseCode.NotImp)]
    [InlineData(4, ResponseCode.Refused)]
    [InlineData(5, ResponseCode.NotImp)]
    [InlineData(6, ResponseCode.NotImp)]
    [InlineData(15, ResponseCode.NotImp)]
    public void Opcodes_other_than_QUERY_are_answered_with_the_header_alone(int opcode, ResponseCode code)
    {
        Response response = Ask([.. Packet.Header(flags: opcode << 11), .. Packet.Question(Name), 1, 2, 3]);
        Assert.Equal((code, 12, opcode), (response.Code, response.Length, (int)response.Opcode));
    }

    [Fact]
    public void A_NOTIFY_of_no_question_is_malformed() =>
        Assert.Equal(ResponseCode.FormErr, Ask(Packet.Header(flags: 4 << 11, questions: 0)).Code);

    [Theory]
    [InlineData(RecordClass.HS)]
    [InlineData(RecordClass.NONE)]
    [InlineData((RecordClass)0)]
    [InlineData((RecordClass)1000)]
    public void Classes_that_nobody_serves_are_refused(RecordClass recordClass) =>
        Assert.Equal(ResponseCode.Refused, Ask(Packet.Query(Name, RecordType.A, recordClass)).Code);

    [Theory]
    [InlineData(RecordType.AXFR, Transport.Udp, ResponseCode.NotImp)]
    [InlineData(RecordType.AXFR, Transport.Tcp, ResponseCode.NotAuth)]
    [InlineData(RecordType.IXFR, Transport.Udp, ResponseCode.NotAuth)]
    [InlineData(RecordType.IXFR, Transport.Tcp, ResponseCode.NotAuth)]
    public void A_transfer_of_a_zone_we_do_not_have_is_refused_as_the_peers_do(
        RecordType type, Transport transport, ResponseCode code) =>
        Assert.Equal(code, Ask(Packet.Query(Name, type), transport).Code);

    [Fact]
    public void A_TSIG_key_is_unknown_and_said_so_without_signature()
    {
        Response response = Ask(
            [.. Packet.Header(additional: 2), .. Packet.Question(Name), .. Packet.Opt(), .. Packet.Tsig()]);
        Assert.Equal(ResponseCode.NotAuth, response.Code);
        Assert.Equal([RecordType.OPT, RecordType.TSIG], response.Records.Select(record => record.Type));
        byte[] rdata = response.Records[1].Rdata;
        byte[] algorithm = DomainName.Parse("hmac-sha256.").Wire.ToArray();
        Assert.Equal([.. algorithm, 0, 0, 1, 2, 3, 4, 1, 44, 0, 0, 0xAB, 0xCD, 0, 17, 0, 0], rdata);
    }

    private static byte[] LongName(int lastLabel) =>
        [.. Label(63), .. Label(63), .. Label(63), .. Label(lastLabel), 0];

    private static byte[] Label(int length) => [(byte)length, .. Enumerable.Repeat((byte)'a', length)];

    private Response Ask(byte[] query, Transport transport = Transport.Udp)
    {
        byte[] buffer = new byte[65_535];
        int length = Handle(query, buffer, transport);
        return new Response(buffer[..length]);
    }

    private int Handle(byte[] query, byte[] buffer, Transport transport = Transport.Udp) =>
        _handler.Handle(query, buffer, new ClientContext(ZoneTable.Empty, transport, IsIpv6: false));
}
