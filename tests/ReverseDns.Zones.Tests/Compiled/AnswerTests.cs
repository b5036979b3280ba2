using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Compiled;

/// <summary>The shapes of answers, one each; what they must be in every case is for the reference to say.</summary>
public class AnswerTests
{
    private const string Zone =
        """
        2.0.192.in-addr.arpa. SOA ns.rir.example. hostmaster.rir.example. 7 7200 3600 1209600 600
        2.0.192.in-addr.arpa. NS ns.rir.example.
        2.0.192.in-addr.arpa. NS ns2.rir.example.
        1.2.0.192.in-addr.arpa. PTR one.example.net.
        5.2.0.192.in-addr.arpa. CNAME 5.0/25.2.0.192.in-addr.arpa.
        0/25.2.0.192.in-addr.arpa. NS ns.0/25.2.0.192.in-addr.arpa.
        0/25.2.0.192.in-addr.arpa. NS ns.holder.example.
        ns.0/25.2.0.192.in-addr.arpa. A 192.0.2.3
        *.w.2.0.192.in-addr.arpa. PTR any.example.net.
        d.2.0.192.in-addr.arpa. DNAME other.example.
        """;

    [Theory]
    [InlineData("1.2.0.192.in-addr.arpa.", RecordType.PTR, ResponseCode.NoError, true, "1 PTR", "", "")]
    [InlineData("1.2.0.192.IN-ADDR.arpa.", RecordType.A, ResponseCode.NoError, true, "", "1 SOA", "")]
    [InlineData("9.2.0.192.in-addr.arpa.", RecordType.PTR, ResponseCode.NxDomain, true, "", "1 SOA", "")]
    [InlineData("w.2.0.192.in-addr.arpa.", RecordType.PTR, ResponseCode.NoError, true, "", "1 SOA", "")]
    [InlineData("x.y.w.2.0.192.in-addr.arpa.", RecordType.PTR, ResponseCode.NoError, true, "1 PTR", "", "")]
    [InlineData("9.0/25.2.0.192.in-addr.arpa.", RecordType.PTR, ResponseCode.NoError, false, "", "2 NS", "1 A")]
    [InlineData("ns.0/25.2.0.192.in-addr.arpa.", RecordType.A, ResponseCode.NoError, false, "", "2 NS", "1 A")]
    [InlineData("0/25.2.0.192.in-addr.arpa.", RecordType.DS, ResponseCode.NoError, true, "", "1 SOA", "")]
    [InlineData("5.2.0.192.in-addr.arpa.", RecordType.PTR, ResponseCode.NoError, true, "1 CNAME", "2 NS", "1 A")]
    [InlineData("x.d.2.0.192.in-addr.arpa.", RecordType.PTR, ResponseCode.NoError, true, "1 DNAME 1 CNAME", "", "")]
    [InlineData("2.0.192.in-addr.arpa.", RecordType.NS, ResponseCode.NoError, true, "2 NS", "", "")]
    [InlineData("12.0.192.in-addr.arpa.", RecordType.NS, ResponseCode.Refused, false, "", "", "")]
    public void An_answer_has_the_sections_that_the_RFCs_give_it(
        string name, RecordType type, ResponseCode code, bool authoritative, string answer, string authority, string additional)
    {
        using CompiledZone zone = Compile();
        byte[] message = Ask(zone, name, type, 4096, out AnswerSummary summary);

        Assert.Equal((code, authoritative, false), (summary.ResponseCode, summary.IsAuthoritative, summary.IsTruncated));
        Assert.Equal([answer, authority, additional], Sections(message, summary.Length));
    }

    [Fact]
    public void Glue_that_does_not_fit_sets_TC_and_leaves_the_rest_whole()
    {
        using CompiledZone zone = Compile();
        Ask(zone, "9.0/25.2.0.192.in-addr.arpa.", RecordType.PTR, 4096, out AnswerSummary whole);
        byte[] message = Ask(zone, "9.0/25.2.0.192.in-addr.arpa.", RecordType.PTR, whole.Length - 1, out AnswerSummary cut);

        Assert.True(cut.IsTruncated);
        Assert.Equal(["", "2 NS", ""], Sections(message, cut.Length));
    }

    private static CompiledZone Compile()
    {
        using var builder = new ZoneContentsBuilder(DomainName.Parse("2.0.192.in-addr.arpa."));
        foreach (string line in Zone.Split('\n'))
        {
            string[] fields = line.Split(' ');
            RecordType type = Enum.Parse<RecordType>(fields[1]);
            builder.Add(DomainName.Parse(fields[0]).Wire, type, 3600, Rdata(type, fields[2..]));
        }

        using ZoneContents contents = builder.Build();
        return CompiledZone.Compile(contents);
    }

    private static byte[] Rdata(RecordType type, string[] fields)
    {
        byte[] name = DomainName.Parse(fields[0]).Wire.ToArray();
        return type switch
        {
            RecordType.A => System.Net.IPAddress.Parse(fields[0]).GetAddressBytes(),
            RecordType.SOA => [.. name, .. DomainName.Parse(fields[1]).Wire, .. fields[2..].SelectMany(Number)],
            _ => name,
        };
    }

    private static byte[] Number(string text)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, uint.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
        return bytes;
    }

    private static byte[] Ask(CompiledZone zone, string name, RecordType type, int limit, out AnswerSummary summary)
    {
        byte[] wire = DomainName.Parse(name).Wire.ToArray();
        byte[] message = new byte[4096];
        wire.CopyTo(message, 12);
        int end = 12 + wire.Length + 4;
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(end - 4), (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(end - 2), (ushort)RecordClass.IN);
        var table = ZoneTable.Create([new ServedZone(zone.Origin, zone)]);
        summary = table.Answer(message, end, type, dnssecOk: false, limit);
        return message;
    }

    private static string[] Sections(byte[] message, int length)
    {
        int position = 12 + WireName.Length(message.AsSpan(12)) + 4;
        var sections = new List<string>();
        for (int section = 0; section < 3; section++)
        {
            int count = BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(6 + (2 * section)));
            var types = new List<RecordType>();
            for (int i = 0; i < count; i++)
            {
                position = SkipName(message, position);
                types.Add((RecordType)BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(position)));
                position += 10 + BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(position + 8));
            }

            sections.Add(string.Join(' ', types.GroupBy(type => type).Select(group => $"{group.Count()} {group.Key}")));
        }

        Assert.Equal(length, position);
        return [.. sections];
    }

    private static int SkipName(byte[] message, int position)
    {
        while (message[position] is > 0 and < 0xC0)
        {
            position += message[position] + 1;
        }

        return position + (message[position] == 0 ? 1 : 2);
    }
}
