namespace ReverseDns.Protocol.Tests;

public class MessageNameTests
{
    private const int Header = MessageHeader.Length;

    [Theory]
    [InlineData("0161C00C")] // to itself: a loop
    [InlineData("C00C")]
    [InlineData("C00E0161")] // forward
    [InlineData("0161C00E")] // into the run of labels it ends
    [InlineData("C0FF")] // behind the end
    [InlineData("C0")] // half a pointer
    [InlineData("01")]
    [InlineData("0161")] // no end
    [InlineData("4061")] // a label type nobody uses
    [InlineData("8061")]
    [InlineData("C000")] // to the header, which here starts with a label of 1 octet and has no end
    public void Names_that_lead_nowhere_are_refused(string hex) => Assert.Null(Read(Convert.FromHexString(hex), 0));

    [Fact]
    public void Pointers_go_back()
    {
        byte[] names = Convert.FromHexString("016100" + "0162C00C" + "0163C00F" + "C013" + "C017");

        Assert.Equal("a.", Read(names, 0));
        Assert.Equal("b.a.", Read(names, 3));
        Assert.Equal("c.b.a.", Read(names, 7));
        Assert.Equal("c.b.a.", Read(names, 11));
        Assert.Equal("c.b.a.", Read(names, 13));
    }

    [Fact]
    public void Pointers_are_followed_only_so_far()
    {
        byte[] names = new byte[3 + (2 * 200)];
        (names[0], names[1]) = (1, (byte)'a');
        for (int i = 0; i < 200; i++)
        {
            int target = Header + (i == 0 ? 0 : 1 + (2 * i));
            (names[3 + (2 * i)], names[4 + (2 * i)]) = ((byte)(0xC0 | (target >> 8)), (byte)target);
        }

        Assert.Equal("a.", Read(names, 3 + (2 * 100)));
        Assert.Null(Read(names, 3 + (2 * 199)));
    }

    [Fact]
    public void Names_have_at_most_255_octets_through_pointers_too()
    {
        byte[] longest = [.. Enumerable.Repeat(new byte[] { 1, (byte)'a' }, 127).SelectMany(label => label), 0];

        Assert.Equal(254, Read(longest, 0)!.Length);
        Assert.Equal(254, Read([.. longest, 1, (byte)'b', 0xC0, Header + 2], 255)!.Length);
        Assert.Null(Read([.. longest, 1, (byte)'b', 0xC0, Header], 255));
        Assert.Null(Read([1, (byte)'a', .. longest], 0));
    }

    [Theory]
    [InlineData(RecordType.NS, true)]
    [InlineData(RecordType.SRV, true)]
    [InlineData(RecordType.RP, false)] // two names, and here is one
    [InlineData(RecordType.DNAME, false)]
    [InlineData(RecordType.NSEC, false)]
    [InlineData(RecordType.SVCB, false)]
    public void Pointers_in_rdata_are_followed_where_RFC_3597_has_them(RecordType type, bool followed)
    {
        byte[] fields = type switch
        {
            RecordType.SRV => [0, 1, 0, 1, 0, 1],
            RecordType.SVCB => [0, 1],
            _ => [],
        };
        byte[] message = [.. new byte[Header], 1, (byte)'a', 0, .. fields, 1, (byte)'b', 0xC0, Header];
        byte[] destination = new byte[300];

        bool read = Rdata.TryReadWire(
            type, message, Header + 3, message.Length - Header - 3, destination, out int written, out int errorPosition);

        Assert.Equal(followed, read);
        Assert.Equal(followed ? [.. fields, 1, (byte)'b', 1, (byte)'a', 0] : [], destination[..written]);
        Assert.Equal(followed, errorPosition == -1);
    }

    [Fact]
    public void A_name_in_rdata_does_not_run_on_behind_it()
    {
        byte[] message = [.. new byte[Header], 1, (byte)'a', 1, (byte)'b', 0];

        Assert.False(Rdata.TryReadWire(RecordType.NS, message, Header, 4, new byte[300], out _, out int errorPosition));
        Assert.Equal(Header + 4, errorPosition);
    }

    /// <summary>Reads the name at an offset behind a header whose first octets are a label without an end.</summary>
    private static string? Read(byte[] names, int offset)
    {
        byte[] message = [1, (byte)'x', 0x40, .. new byte[Header - 3], .. names];
        byte[] name = new byte[WireName.MaxLength];
        var record = new MessageRecord(Header + offset, RecordType.A, RecordClass.IN, 0, 0, 0);
        return new MessageReader(message).TryGetOwner(record, name, out int length)
            ? WireName.ToString(name.AsSpan(0, length))
            : null;
    }
}
