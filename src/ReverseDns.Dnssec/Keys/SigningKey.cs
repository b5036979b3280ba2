using ReverseDns.Dnssec.OpenSsl;

namespace ReverseDns.Dnssec;

/// <summary>A private key and its DNSKEY. Any thread may sign with it, several at once.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly AlgorithmTraits _traits;
    private readonly EvpKey _key;
    private readonly SignatureOperations _operations;

    internal SigningKey(AlgorithmTraits traits, ushort flags, EvpKey key)
    {
        _traits = traits;
        _key = key;
        _operations = new SignatureOperations(() => SignatureOperation.ToSign(traits, key));
        byte[] publicKey = PublicKeyEncoding.FromInfo(traits, key.WritePublic());
        DnsKey = DnsKeyRdata.Create(flags, traits.Algorithm, publicKey);
        KeyTag = DnsKeyRdata.KeyTag(DnsKey.Span);
        SignatureLength = traits.IsRsa && PublicKeyEncoding.TrySplitRsa(publicKey, out _, out ReadOnlySpan<byte> modulus)
            ? modulus.Length
            : traits.SignatureLength;
    }

    public SecurityAlgorithm Algorithm => _traits.Algorithm;

    /// <summary>The RDATA of its DNSKEY.</summary>
    public ReadOnlyMemory<byte> DnsKey { get; }

    public ushort KeyTag { get; }

    public bool IsSecureEntryPoint => DnsKeyRdata.IsSecureEntryPoint(DnsKey.Span);

    /// <summary>Octets of every signature of this key.</summary>
    public int SignatureLength { get; }

    internal EvpKey Key => _key;

    /// <param name="secureEntryPoint">For a key that a DS of the parent's will name: a KSK or CSK.</param>
    /// <exception cref="CryptographicException">OpenSSL does not have the algorithm, or allows no such key.</exception>
    public static SigningKey Generate(SecurityAlgorithm algorithm, bool secureEntryPoint, int rsaBits = 2048)
    {
        var traits = AlgorithmTraits.Of(algorithm);
        int flags = DnsKeyRdata.ZoneKey | (secureEntryPoint ? DnsKeyRdata.SecureEntryPoint : 0);
        return new SigningKey(traits, (ushort)flags, EvpKey.Generate(traits, rsaBits));
    }

    /// <param name="signature"><see cref="SignatureLength"/> octets, in the form of an RRSIG.</param>
    /// <exception cref="CryptographicException">OpenSSL, or the token that keeps the key, did not sign.</exception>
    public void Sign(ReadOnlySpan<byte> message, Span<byte> signature)
    {
        if (signature.Length != SignatureLength)
        {
            throw new ArgumentException($"A signature has {SignatureLength} octets, not {signature.Length}", nameof(signature));
        }

        // An operation that failed is not used again.
        SignatureOperation operation = _operations.Take();
        bool signed = false;
        try
        {
            signed = _traits.IsEcdsa ? TrySignEcdsa(operation, message, signature) : operation.Sign(message, signature) == SignatureLength;
        }
        finally
        {
            if (signed)
            {
                _operations.GiveBack(operation);
            }
            else
            {
                operation.Dispose();
            }
        }

        if (!signed)
        {
            throw new CryptographicException($"A {_traits.Mnemonic} signature came out in another form");
        }
    }

    public void Dispose()
    {
        _operations.Dispose();
        _key.Dispose();
    }

    private static bool TrySignEcdsa(SignatureOperation operation, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        Span<byte> der = stackalloc byte[EcdsaSignature.MaxDerLength];
        return EcdsaSignature.TryFromDer(der[..operation.Sign(message, der)], signature);
    }
}
