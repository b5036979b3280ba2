namespace ReverseDns.Protocol.Tests;

public class MessageTests
{
    public static IEnumerable<object[]> Samples =>
        RdataSamples.All.Select(sample => (object[])[sample.Type, sample.Text]);

    [Theory]
    [MemberData(nameof(Samples))]
    public void Rdata_survives_a_message_in_which_its_names_are_compressed(RecordType type, string text)
    {
        byte[] rdata = RdataText.Read(type, text);
        var record = new ResourceRecord(RdataSamples.Origin, type, RecordClass.IN, 3600, rdata);
        var writer = new MessageWriter(new byte[ushort.MaxValue], 7, 0);
        Assert.True(writer.TryWriteQuestion(RdataSamples.Origin.Wire, type, RecordClass.IN));
        Assert.True(writer.TryWriteRecord(MessageSection.Answer, record));

        var reader = new MessageReader(writer.Written);
        Assert.True(reader.TryReadHeader(out MessageHeader header));
        Assert.Equal((1, 1), (header.QuestionCount, header.AnswerCount));
        Assert.True(reader.TryReadQuestion(new byte[255], out _, out RecordType asked, out _));
        Assert.True(reader.TryReadRecord(out MessageRecord found));
        Assert.True(reader.TryGetResourceRecord(found, out ResourceRecord? read));

        Assert.Equal(type, asked);
        Assert.True(reader.AtEnd);
        Assert.Equal(rdata, read.Rdata.ToArray());
        Assert.Equal(record with { Rdata = read.Rdata }, read);
    }

    [Fact]
    public void Names_are_written_once()
    {
        var origin = DomainName.Parse("example.net.");
        var writer = new MessageWriter(new byte[512], 7, MessageHeader.ResponseFlag);
        writer.TryWriteQuestion(origin.Wire, RecordType.SOA, RecordClass.IN);
        writer.TryWriteRecord(MessageSection.Answer, Record("example.net.", RecordType.SOA, "ns1.example.net. ns1.example.net. 1 2 3 4 5"));
        writer.TryWriteRecord(MessageSection.Answer, Record("ns1.Example.net.", RecordType.SRV, "1 2 3 ns1.example.net."));

        const int header = 12;
        const int question = 13 + 4;
        const int soa = 2 + 10 + (4 + 2) + 2 + 20;
        const int srv = (4 + 8 + 2) + 10 + 6 + 17; // another case is another name here, and SRV is not compressed

        Assert.Equal(header + question + soa + srv, writer.Length);
        Assert.Equal("C00C", Convert.ToHexString(writer.Written.Slice(header + question, 2)));
    }

    [Fact]
    public void What_does_not_fit_is_not_there_and_spoils_nothing()
    {
        ResourceRecord[] records =
        [
            .. Enumerable.Range(0, 40).Select(i => Record($"h{i}.a.example.", RecordType.MX, $"{i} m{i % 7}.b{i % 3}.example.")),
        ];
        for (int size = MessageHeader.Length; size < 900; size++)
        {
            var writer = new MessageWriter(new byte[size], 7, 0);
            var written = new List<ResourceRecord>();
            foreach (ResourceRecord record in records)
            {
                if (writer.TryWriteRecord(MessageSection.Answer, record))
                {
                    written.Add(record);
                }
            }

            Assert.Equal(written.Select(record => record.Owner), Read(writer.Written).Select(record => record.Owner));
            Assert.Equal(
                written.Select(record => Convert.ToHexString(record.Rdata.Span)),
                Read(writer.Written).Select(record => Convert.ToHexString(record.Rdata.Span)));
        }
    }

    [Fact]
    public void A_message_of_64_kilobytes_of_names_is_written_and_read_back()
    {
        var random = new Xorshift(2);
        var writer = new MessageWriter(new byte[ushort.MaxValue], 7, 0);
        var names = new List<DomainName>();
        var name = DomainName.Parse("x.example.");
        while (writer.TryWriteRecord(MessageSection.Answer, name.Wire, RecordType.PTR, RecordClass.IN, 1, name.Wire))
        {
            names.Add(name);
            name = DomainName.Parse($"l{random.Next(300)}.m{random.Next(30)}.n{random.Next(3)}.example.");
        }

        Assert.InRange(names.Count, 2_500, 4_500);
        Assert.Equal(names, Read(writer.Written).Select(record => DomainName.FromWire(record.Rdata.Span)));
    }

    [Fact]
    public void Sections_have_an_order()
    {
        ResourceRecord record = Record("a.", RecordType.A, "192.0.2.1");

        Assert.Throws<ArgumentException>(() =>
        {
            var writer = new MessageWriter(new byte[512], 7, 0);
            writer.TryWriteRecord(MessageSection.Additional, record);
            writer.TryWriteRecord(MessageSection.Answer, record);
        });
    }

    [Fact]
    public void Counts_are_kept_per_section()
    {
        ResourceRecord record = Record("a.", RecordType.A, "192.0.2.1");
        ushort flags = (ushort)(MessageHeader.FlagsOf(Opcode.Notify, ResponseCode.NotAuth) | MessageHeader.AuthoritativeFlag);
        var writer = new MessageWriter(new byte[512], 0xABCD, flags);
        writer.TryWriteRecord(MessageSection.Answer, record);
        writer.TryWriteRecord(MessageSection.Authority, record);
        writer.TryWriteRecord(MessageSection.Authority, record);
        writer.TryWriteEdns(1232, ResponseCode.BadCookie, isDnssecOk: true, [0, 3, 0, 2, 1, 2]);

        Assert.True(MessageHeader.TryRead(writer.Written, out MessageHeader header));
        Assert.Equal(new MessageHeader(0xABCD, flags, 0, 1, 2, 1), header);
        Assert.Equal((Opcode.Notify, ResponseCode.NotAuth), (header.Opcode, header.ResponseCode));
        Assert.True(header.IsAuthoritative);
        Assert.False(header.IsResponse || header.IsTruncated || header.IsRecursionDesired);
    }

    [Fact]
    public void Edns_has_its_parts_and_options()
    {
        var writer = new MessageWriter(new byte[512], 7, 0);
        writer.TryWriteEdns(1232, ResponseCode.BadCookie, isDnssecOk: true, [0, 3, 0, 0, 0, 10, 0, 2, 1, 2]);
        var reader = new MessageReader(writer.Written);
        reader.TryReadHeader(out _);
        Assert.True(reader.TryReadRecord(out MessageRecord record));

        Assert.True(Edns.TryRead(writer.Written, record, out Edns edns));
        Assert.Equal((1232, 1, 0, true), (edns.PayloadSize, edns.ExtendedResponseCode, edns.Version, edns.IsDnssecOk));
        var options = new List<(EdnsOptionCode, string)>();
        foreach (EdnsOption option in edns)
        {
            options.Add((option.Code, Convert.ToHexString(option.Value)));
        }

        Assert.Equal([(EdnsOptionCode.NameServerIdentifier, ""), (EdnsOptionCode.Cookie, "0102")], options);
    }

    [Theory]
    [InlineData("00", "000A0004010203")] // shorter than it says
    [InlineData("00", "000A00")]
    [InlineData("016100", "")] // an owner that is not the root
    public void Edns_that_is_wrong_is_refused(string owner, string options)
    {
        byte[] rdata = Convert.FromHexString(options);
        var writer = new MessageWriter(new byte[512], 7, 0);
        writer.TryWriteRecord(MessageSection.Additional, Convert.FromHexString(owner), RecordType.OPT, (RecordClass)512, 0, rdata);
        var reader = new MessageReader(writer.Written);
        reader.TryReadHeader(out _);
        Assert.True(reader.TryReadRecord(out MessageRecord record));

        Assert.False(Edns.TryRead(writer.Written, record, out _));
    }

    [Fact]
    public void Mutated_messages_never_throw_and_what_is_read_is_valid()
    {
        var random = new Xorshift(3);
        byte[] message = WriteSamples();
        for (int round = 0; round < 3_000; round++)
        {
            byte[] mutated = message[..(random.Next(8) == 0 ? random.Next(message.Length) : message.Length)];
            for (int changes = random.Next(6); changes > 0 && mutated.Length > 0; changes--)
            {
                mutated[random.Next(mutated.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : 0xC0);
            }

            foreach (ResourceRecord record in Read(mutated))
            {
                Assert.True(Rdata.TryValidate(record.Type, record.Rdata.Span, out _));
                Assert.NotEmpty(record.Owner.ToString());
                Assert.NotNull(Rdata.ToPresentation(record.Type, record.Rdata.Span));
            }
        }
    }

    private static byte[] WriteSamples()
    {
        var writer = new MessageWriter(new byte[ushort.MaxValue], 7, 0);
        writer.TryWriteQuestion(RdataSamples.Origin.Wire, RecordType.ANY, RecordClass.IN);
        foreach ((RecordType type, string text) in RdataSamples.All)
        {
            writer.TryWriteRecord(MessageSection.Answer, Record("a.example.com.", type, text));
        }

        return writer.Written.ToArray();
    }

    private static ResourceRecord Record(string owner, RecordType type, string rdata) =>
        new(DomainName.Parse(owner), type, RecordClass.IN, 3600, RdataText.Read(type, rdata));

    /// <summary>The records up to the first that cannot be read.</summary>
    private static List<ResourceRecord> Read(ReadOnlySpan<byte> message)
    {
        var records = new List<ResourceRecord>();
        var reader = new MessageReader(message);
        if (!reader.TryReadHeader(out MessageHeader header))
        {
            return records;
        }

        for (int i = 0; i < header.QuestionCount && reader.TryReadQuestion(new byte[255], out _, out _, out _); i++)
        {
        }

        while (reader.TryReadRecord(out MessageRecord record))
        {
            if (reader.TryGetResourceRecord(record, out ResourceRecord? resourceRecord))
            {
                records.Add(resourceRecord);
            }
        }

        return records;
    }
}
