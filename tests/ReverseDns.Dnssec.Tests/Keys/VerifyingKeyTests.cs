namespace ReverseDns.Dnssec.Tests.Keys;

public class VerifyingKeyTests
{
    [Theory]
    [MemberData(nameof(RfcVectors.All), MemberType = typeof(RfcVectors))]
    public void Verifies_the_signatures_of_the_RFCs_and_no_changed_octet(string dnsKey, string owner, string record, string rrsig)
    {
        SignedRecord signed = RfcVectors.Record(owner, record, rrsig);

        Assert.True(VerifyingKey.TryCreate(RdataText.Read(RecordType.DNSKEY, dnsKey), out VerifyingKey? key));
        Assert.Equal(rrsig.Split(' ')[6], key.KeyTag.ToString(CultureInfo.InvariantCulture));
        Assert.True(key.Verify(signed.Message, signed.Signature));
        for (int at = 0; at < signed.Signature.Length; at++)
        {
            signed.Signature[at] ^= 0x40;
            Assert.False(key.Verify(signed.Message, signed.Signature));
            signed.Signature[at] ^= 0x40;
        }

        signed.Message[^1] ^= 1;
        Assert.False(key.Verify(signed.Message, signed.Signature));
        Assert.False(key.Verify(signed.Message, signed.Signature.AsSpan(1)));
        Assert.False(key.Verify([], []));
    }

    [Theory]
    [InlineData("257 3 5 AwEAAcFcGsaxxdgiuuGmCkVImy4h99CqT7jwY3pexPGcnUFtR2Fh36BponcwtkZ4cAgtvd4Qs8PkxUdp6p/DlUmObdk=")] // SHA-1
    [InlineData("1 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=")] // no zone key
    [InlineData("257 2 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=")] // another protocol
    [InlineData("257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA==")] // an octet short
    [InlineData("257 3 13 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA6XTZaiLSJLwBrbkVCRR31EzNkcmkGhFDABARfVLFkkDg==")] // no point
    [InlineData("257 3 8 AwEAAQ==")] // no modulus
    [InlineData("257 3 8 /wEAAQ==")] // an exponent past the end
    [InlineData("257 3 8 AA==")]
    public void Makes_no_key_of_what_is_none(string dnsKey) =>
        Assert.False(VerifyingKey.TryCreate(RdataText.Read(RecordType.DNSKEY, dnsKey), out _));

    /// <summary>A verification costs with modulus and exponent; both are the attacker's to choose.</summary>
    [Fact]
    public void Makes_no_key_of_huge_numbers()
    {
        byte[] longModulus = [1, 0, 3, 8, 3, 1, 0, 1, .. Enumerable.Repeat((byte)0xFF, 513)];
        byte[] longExponent = [1, 0, 3, 8, 200, .. Enumerable.Repeat((byte)0xFF, 456)];

        Assert.False(VerifyingKey.TryCreate(longModulus, out _));
        Assert.False(VerifyingKey.TryCreate(longExponent, out _));
    }

    [Fact]
    public void Octets_that_are_no_key_never_throw()
    {
        var random = new Random(4);
        byte[] algorithms = [0, 5, 8, 10, 13, 14, 15, 16, 253];
        for (int round = 0; round < 3_000; round++)
        {
            byte[] rdata = new byte[random.Next(0, 300)];
            random.NextBytes(rdata);
            if (rdata.Length > 4)
            {
                rdata[2] = 3;
                rdata[3] = algorithms[random.Next(algorithms.Length)];
            }

            if (VerifyingKey.TryCreate(rdata, out VerifyingKey? key))
            {
                byte[] signature = new byte[random.Next(0, 2) == 0 ? 64 : random.Next(0, 300)];
                random.NextBytes(signature);
                Assert.False(key.Verify(rdata, signature));
                key.Dispose();
            }
        }
    }
}
