namespace ReverseDns.Protocol.Tests;

public class RdataTests
{
    public static IEnumerable<object[]> Samples =>
        RdataSamples.All.Select(sample => (object[])[sample.Type, sample.Text]);

    public static IEnumerable<object[]> WrongSamples =>
        RdataSamples.Wrong.Select(sample => (object[])[sample.Type, sample.Text]);

    [Fact]
    public void Every_type_has_a_sample()
    {
        RecordType[] inZones = [.. Enum.GetValues<RecordType>().Where(type => !RecordTypes.IsMeta(type))];

        Assert.Empty(inZones.Except(RdataSamples.All.Select(sample => sample.Type)));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Text_becomes_octets_and_these_become_text_for_the_same_octets(RecordType type, string text)
    {
        byte[] rdata = RdataText.Read(type, text);

        Assert.True(Rdata.TryValidate(type, rdata, out int errorPosition), $"octet {errorPosition}");
        Assert.Equal(rdata, RdataText.Read(type, Rdata.ToPresentation(type, rdata)));
        Assert.Equal(rdata, RdataText.Read(type, $"\\# {rdata.Length} {Convert.ToHexString(rdata)}"));
    }

    [Theory]
    [MemberData(nameof(WrongSamples))]
    public void Wrong_text_is_refused_with_its_place(RecordType type, string text)
    {
        Assert.Null(RdataText.Read(type, text, out string? fault));
        Assert.NotNull(fault);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Cut_off_or_prolonged_octets_never_overrun(RecordType type, string text)
    {
        byte[] rdata = RdataText.Read(type, text);
        byte[] destination = new byte[Rdata.MaxLength];
        for (int length = 0; length <= rdata.Length + 1; length++)
        {
            byte[] changed = [.. rdata.Take(length), .. new byte[Math.Max(0, length - rdata.Length)]];

            bool valid = Rdata.TryValidate(type, changed, out int errorPosition);
            bool read = Rdata.TryReadWire(type, changed, 0, length, destination, out int written, out _);

            Assert.InRange(errorPosition, valid ? -1 : 0, valid ? -1 : length);
            Assert.True(read == valid || written == 0);
            Assert.NotNull(Rdata.ToPresentation(type, changed));
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Any_octet_may_change_and_what_is_still_valid_still_round_trips(RecordType type, string text)
    {
        byte[] rdata = RdataText.Read(type, text);
        for (int position = 0; position < rdata.Length; position++)
        {
            foreach (byte value in (byte[])[0, 1, 0x3F, 0x40, 0x7F, 0xC0, 0xFF, (byte)(rdata[position] + 1)])
            {
                byte[] changed = [.. rdata];
                changed[position] = value;

                string presentation = Rdata.ToPresentation(type, changed);

                Assert.Equal(
                    Rdata.TryValidate(type, changed, out _) ? changed : null,
                    RdataText.Read(type, presentation, out _));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Room_that_is_too_small_is_a_fault(RecordType type, string text)
    {
        byte[] rdata = RdataText.Read(type, text);
        for (int room = 0; room <= rdata.Length; room++)
        {
            var reader = new PresentationReader(Encoding.UTF8.GetBytes(text));

            bool read = Rdata.TryRead(type, ref reader, RdataSamples.Origin.Wire, new byte[room], out int length);

            Assert.Equal(read, reader.Fault is null);
            Assert.True(read ? length == rdata.Length : room < rdata.Length + byte.MaxValue);
        }
    }

    [Fact]
    public void Mutated_text_never_throws_and_what_is_read_is_valid()
    {
        var random = new Xorshift(4);
        byte[] alphabet = "0129afzAZ-.:,;=\\\"()/!@ \n#_"u8.ToArray();
        foreach ((RecordType type, string text) in RdataSamples.All)
        {
            for (int round = 0; round < 50; round++)
            {
                byte[] mutated = Encoding.UTF8.GetBytes(text);
                for (int changes = random.Next(3); changes >= 0 && mutated.Length > 0; changes--)
                {
                    mutated[random.Next(mutated.Length)] = alphabet[random.Next(alphabet.Length)];
                }

                byte[] destination = new byte[2_000];
                var reader = new PresentationReader(mutated);
                bool read = Rdata.TryRead(type, ref reader, RdataSamples.Origin.Wire, destination, out int length);

                Assert.Equal(read, reader.Fault is null);
                Assert.True(!read || Rdata.TryValidate(type, destination.AsSpan(0, length), out _));
            }
        }
    }

    [Fact]
    public void Rdata_that_is_too_long_or_short_is_refused_with_the_octet()
    {
        Assert.False(Rdata.TryValidate(RecordType.A, [192, 0, 2], out int missing));
        Assert.False(Rdata.TryValidate(RecordType.A, [192, 0, 2, 1, 9], out int surplus));
        Assert.False(Rdata.TryValidate(RecordType.MX, [0, 10, 1, (byte)'a', 70, 0], out int label));

        Assert.Equal((3, 4, 4), (missing, surplus, label));
    }
}
