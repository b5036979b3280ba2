namespace ReverseDns.Dnssec.Tests.Keys;

public class SigningKeyTests
{
    public static TheoryData<SecurityAlgorithm> Algorithms => [.. Enum.GetValues<SecurityAlgorithm>()];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void What_a_key_signs_its_DNSKEY_verifies(SecurityAlgorithm algorithm)
    {
        using var key = SigningKey.Generate(algorithm, secureEntryPoint: true);
        Assert.True(VerifyingKey.TryCreate(key.DnsKey.Span, out VerifyingKey? verifying));
        Assert.Equal((algorithm, key.KeyTag, true), (key.Algorithm, verifying.KeyTag, key.IsSecureEntryPoint));

        byte[] signature = new byte[key.SignatureLength];
        for (int length = 0; length < 100; length++)
        {
            byte[] message = Encoding.UTF8.GetBytes(new string('m', length));
            key.Sign(message, signature);

            Assert.True(verifying.Verify(message, signature));
            Assert.False(verifying.Verify([.. message, 0], signature));
        }
    }

    [Theory]
    [InlineData(SecurityAlgorithm.EcdsaP256Sha256)]
    [InlineData(SecurityAlgorithm.Ed25519)]
    public void Several_threads_sign_with_one_key(SecurityAlgorithm algorithm)
    {
        using var key = SigningKey.Generate(algorithm, secureEntryPoint: false);
        Assert.True(VerifyingKey.TryCreate(key.DnsKey.Span, out VerifyingKey? verifying));

        ParallelLoopResult result = Parallel.For(0, 2_000, (number, loop) =>
        {
            byte[] message = BitConverter.GetBytes(number);
            byte[] signature = new byte[key.SignatureLength];
            key.Sign(message, signature);
            if (!verifying.Verify(message, signature))
            {
                loop.Stop();
            }
        });

        Assert.True(result.IsCompleted);
    }

    [Theory]
    [InlineData(true, 257)]
    [InlineData(false, 256)]
    public void Only_a_key_for_the_parent_is_a_secure_entry_point(bool secureEntryPoint, int flags)
    {
        using var key = SigningKey.Generate(SecurityAlgorithm.EcdsaP256Sha256, secureEntryPoint);

        Assert.StartsWith(
            FormattableString.Invariant($"{flags} 3 13 "),
            Rdata.ToPresentation(RecordType.DNSKEY, key.DnsKey.Span),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_RSA_key_has_the_length_asked_for_and_signatures_as_long()
    {
        using var key = SigningKey.Generate(SecurityAlgorithm.RsaSha256, secureEntryPoint: false, rsaBits: 3072);

        Assert.Equal(3072 / 8, key.SignatureLength);
    }

    [Fact]
    public void A_signature_has_exactly_its_room()
    {
        using var key = SigningKey.Generate(SecurityAlgorithm.Ed25519, secureEntryPoint: false);

        Assert.Throws<ArgumentException>(() => key.Sign([1], new byte[63]));
        Assert.Throws<ArgumentException>(() => key.Sign([1], new byte[65]));
    }
}
