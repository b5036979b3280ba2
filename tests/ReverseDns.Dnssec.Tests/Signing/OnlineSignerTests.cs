using System.Buffers.Binary;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Tests.Signing;

public class OnlineSignerTests
{
    private static readonly DomainName Origin = DomainName.Parse("2.0.192.in-addr.arpa.");
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(SecurityAlgorithm.EcdsaP256Sha256)]
    [InlineData(SecurityAlgorithm.EcdsaP384Sha384)]
    [InlineData(SecurityAlgorithm.Ed25519)]
    [InlineData(SecurityAlgorithm.Ed448)]
    [InlineData(SecurityAlgorithm.RsaSha256)]
    public void Each_key_makes_a_signature_that_its_DNSKEY_verifies(SecurityAlgorithm algorithm)
    {
        using var first = SigningKey.Generate(algorithm, secureEntryPoint: false);
        using var second = SigningKey.Generate(algorithm, secureEntryPoint: false);
        var signer = new OnlineSigner(Origin, [first, second], new SigningOptions(), new SteppedTime(Now));
        byte[] owner = DomainName.Parse("9.2.0.192.in-addr.arpa.").Wire.ToArray();
        byte[] rdata = DomainName.Parse("192-0-2-9.dyn.ixp.example.").Wire.ToArray();
        byte[] signatures = new byte[2_048];

        Assert.True(signer.TrySign(owner, RecordType.PTR, 3_600, rdata, signatures, out int length));

        ReadOnlySpan<byte> rest = signatures.AsSpan(0, length);
        foreach (SigningKey key in new[] { first, second })
        {
            ReadOnlySpan<byte> rrsig = rest.Slice(2, BinaryPrimitives.ReadUInt16BigEndian(rest));
            rest = rest[(2 + rrsig.Length)..];
            var signed = SignedRecord.Read(
                "9.2.0.192.in-addr.arpa.", 3_600, RecordType.PTR, "192-0-2-9.dyn.ixp.example.", Rdata.ToPresentation(RecordType.RRSIG, rrsig));
            Assert.True(VerifyingKey.TryCreate(key.DnsKey.Span, out VerifyingKey? verifying));
            Assert.True(verifying.Verify(signed.Message, signed.Signature));
            verifying.Dispose();
            Assert.Equal((uint)(Now + new SigningOptions().Validity).ToUnixTimeSeconds(), BinaryPrimitives.ReadUInt32BigEndian(rrsig[8..]));
        }

        Assert.True(rest.IsEmpty);
        Assert.Equal(algorithm == SecurityAlgorithm.RsaSha256 ? 64 : 2, signer.Cost);
    }

    [Fact]
    public void Answers_signed_for_the_question_allocate_nothing()
    {
        using var key = SigningKey.Generate(SecurityAlgorithm.EcdsaP256Sha256, secureEntryPoint: false);
        using CompiledZone zone = Compile(key);
        var synthesis = new ZoneSynthesis([Rule()], new OnlineSigner(Origin, [key], new SigningOptions(), TimeProvider.System));
        var table = ZoneTable.Create([new ServedZone(Origin, zone) { Synthesis = synthesis }]);
        var signatures = new OnlineSignatures(
            new OnlineSigningOptions { SignaturesPerSecond = OnlineSigningOptions.MostSignatures, CacheSize = 16 }, TimeProvider.System, canTruncate: true);
        byte[] message = new byte[4_096];
        int complete = AskForAll(table, signatures, message);
        long before = GC.GetAllocatedBytesForCurrentThread();
        complete += AskForAll(table, signatures, message);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // Names that are made, types that they have not, and names below them: 256 of each, twice.
        Assert.Equal(2 * 3 * 256, complete);
        Assert.Equal(0, allocated);
    }

    private static int AskForAll(ZoneTable table, OnlineSignatures signatures, byte[] message)
    {
        int complete = 0;
        Span<byte> name = stackalloc byte[WireName.MaxLength];
        Span<char> digits = stackalloc char[3];
        for (int address = 0; address < 256; address++)
        {
            address.TryFormat(digits, out int count, provider: null);
            for (int kind = 0; kind < 3; kind++)
            {
                int length = 0;
                if (kind == 2)
                {
                    name[length++] = 1;
                    name[length++] = (byte)'x';
                }

                name[length++] = (byte)count;
                foreach (char digit in digits[..count])
                {
                    name[length++] = (byte)digit;
                }

                Origin.Wire.CopyTo(name[length..]);
                length += Origin.Wire.Length;
                name[..length].CopyTo(message.AsSpan(12));
                RecordType type = kind == 0 ? RecordType.PTR : RecordType.TXT;
                AnswerSummary summary = table.Answer(message, 12 + length + 4, type, dnssecOk: true, message.Length, signatures);
                complete += summary is { ResponseCode: ResponseCode.NoError, IsTruncated: false } ? 1 : 0;
            }
        }

        return complete;
    }

    private static SynthesisRule Rule()
    {
        Assert.True(NameTemplate.TryParse("{address}.dyn.ixp.example", out NameTemplate? template, out _));
        Assert.True(SynthesisRule.TryCreate(Origin, AddressPrefix.Parse("192.0.2.0/24"), template, 3_600, out SynthesisRule? rule, out _));
        return rule;
    }

    private static CompiledZone Compile(SigningKey key)
    {
        byte[] server = DomainName.Parse("ns.other.example.").Wire.ToArray();
        using var builder = new ZoneContentsBuilder(Origin);
        builder.Add(Origin.Wire, RecordType.SOA, 3_600, [.. server, .. server, .. new byte[18], 1, 44]);
        builder.Add(Origin.Wire, RecordType.NS, 3_600, server);
        using ZoneContents plain = builder.Build();
        var keys = ZoneKeys.Of(Origin, 3_600, key);
        using ZoneContents signed = new ZoneSigner(keys, new SigningOptions()).Sign(plain, new Serial(1), Now, null);
        return CompiledZone.Compile(signed);
    }
}
