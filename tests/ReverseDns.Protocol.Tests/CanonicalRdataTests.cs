namespace ReverseDns.Protocol.Tests;

public class CanonicalRdataTests
{
    [Theory]
    [InlineData(RecordType.NS, "NS.Example.", "ns.example.")]
    [InlineData(RecordType.SOA, "NS.Example. HostMaster.Example. 1 2 3 4 5", "ns.example. hostmaster.example. 1 2 3 4 5")]
    [InlineData(RecordType.MX, "10 Mail.Example.", "10 mail.example.")]
    [InlineData(RecordType.RP, "A.Example. B.Example.", "a.example. b.example.")]
    [InlineData(RecordType.SRV, "1 2 3 A.Example.", "1 2 3 a.example.")]
    [InlineData(RecordType.NAPTR, "1 2 \"U\" \"S\" \"X\" A.Example.", "1 2 \"U\" \"S\" \"X\" a.example.")]
    [InlineData(RecordType.DNAME, "A.Example.", "a.example.")]
    [InlineData(RecordType.RRSIG, "A 5 3 1 2 1 7 Example. QUJD", "A 5 3 1 2 1 7 example. QUJD")]
    [InlineData(RecordType.NSEC, "A.Example. A", "A.Example. A")] // RFC 6840, section 5.1
    [InlineData(RecordType.SVCB, "1 A.Example. alpn=H2", "1 A.Example. alpn=H2")]
    [InlineData(RecordType.HIP, "2 2001 QUJD A.Example.", "2 2001 QUJD A.Example.")]
    [InlineData(RecordType.IPSECKEY, "1 3 2 A.Example. QUJD", "1 3 2 A.Example. QUJD")]
    [InlineData(RecordType.TXT, "\"ABC\"", "\"ABC\"")]
    public void Names_are_in_lower_case_for_the_types_of_RFC_4034(RecordType type, string text, string canonical)
    {
        byte[] rdata = RdataText.Read(type, text);

        Rdata.Canonicalize(type, rdata);

        Assert.Equal(RdataText.Read(type, canonical), rdata);
    }

    [Theory]
    [InlineData(RecordType.NS, "a.b.", "0+5")]
    [InlineData(RecordType.CNAME, ".", "0+1")]
    [InlineData(RecordType.PTR, "a.", "0+3")]
    [InlineData(RecordType.MX, "10 a.", "2+3")]
    [InlineData(RecordType.SOA, "a. b.c. 1 2 3 4 5", "0+3 3+5")]
    [InlineData(RecordType.SRV, "1 2 3 a.", "")]
    [InlineData(RecordType.DNAME, "a.", "")]
    [InlineData(RecordType.NSEC, "a. A", "")]
    [InlineData(RecordType.A, "192.0.2.1", "")]
    [InlineData((RecordType)65280, "\\# 3 016100", "")]
    public void Only_the_names_of_RFC_1035_are_compressed(RecordType type, string text, string names)
    {
        Span<(int Offset, int Length)> found = stackalloc (int, int)[2];

        int count = Rdata.CompressibleNames(type, RdataText.Read(type, text), found);

        Assert.Equal(names, string.Join(' ', found[..count].ToArray().Select(name => $"{name.Offset}+{name.Length}")));
    }

    [Theory]
    [InlineData(RecordType.A, "c00002", 3)]
    [InlineData(RecordType.A, "c000020101", 4)]
    [InlineData(RecordType.SOA, "00000000000100000002000000030000000400000005ff", 22)]
    [InlineData(RecordType.MX, "000a0161", 4)]
    [InlineData(RecordType.MX, "000a4161", 2)]
    [InlineData(RecordType.TXT, "", 0)]
    [InlineData(RecordType.TXT, "0161026161ff", 6)]
    [InlineData(RecordType.DS, "00010801" + "00", 5)]
    [InlineData(RecordType.NSEC, "000001000140", 3)]
    [InlineData(RecordType.NSEC, "0000014001024000", 7)]
    [InlineData(RecordType.NSEC, "00000140000140", 4)]
    [InlineData(RecordType.NSEC, "000021", 2)]
    [InlineData(RecordType.CAA, "00026973" + "2d", -1)]
    [InlineData(RecordType.CAA, "00032d2d2d", 1)]
    [InlineData(RecordType.LOC, "01121613800000008000000000989680", 0)]
    [InlineData(RecordType.APL, "00012105c0000201", 2)]
    [InlineData(RecordType.APL, "000118" + "02c000", 5)]
    [InlineData(RecordType.SVCB, "000100" + "0003000100", 7)]
    [InlineData(RecordType.SVCB, "000100" + "000300020035" + "000300020035", 9)]
    public void Wrong_octets_have_a_place(RecordType type, string hex, int place)
    {
        bool valid = Rdata.TryValidate(type, Convert.FromHexString(hex), out int errorPosition);

        Assert.Equal((place < 0, place), (valid, errorPosition));
    }
}
