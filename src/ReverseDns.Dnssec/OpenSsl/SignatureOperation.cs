using System.Runtime.InteropServices;

namespace ReverseDns.Dnssec.OpenSsl;

/// <summary>
/// Signs or verifies with one key, many times, one thread at a time. RSA and ECDSA sign a hash with a context that is
/// made ready once; EdDSA takes the whole message and is set up anew for each.
/// </summary>
internal sealed unsafe class SignatureOperation : IDisposable
{
    private readonly AlgorithmTraits _traits;
    private readonly EvpKey _key;
    private readonly EvpKeyContext? _hashed;
    private readonly EvpDigestContext? _whole;

    private SignatureOperation(AlgorithmTraits traits, EvpKey key, bool signs)
    {
        _traits = traits;
        _key = key;
        if (traits.Hash is not HashAlgorithmName hash)
        {
            _whole = LibCrypto.NewDigestContext();
            return;
        }

        _hashed = LibCrypto.NewContext(key, 0);
        bool ready = !_hashed.IsInvalid
            && (signs ? LibCrypto.StartSigning(_hashed) : LibCrypto.StartVerifying(_hashed)) > 0
            && (!traits.IsRsa || LibCrypto.SetRsaPadding(_hashed, LibCrypto.RsaPkcs1Padding) > 0)
            && LibCrypto.SetSignatureDigest(_hashed, LibCrypto.FindDigest(hash.Name!)) > 0;
        if (!ready)
        {
            _hashed.Dispose();
            throw LibCrypto.Failure($"OpenSSL does not start {traits.Mnemonic}");
        }
    }

    public static SignatureOperation ToSign(AlgorithmTraits traits, EvpKey key) => new(traits, key, signs: true);

    public static SignatureOperation ToVerify(AlgorithmTraits traits, EvpKey key) => new(traits, key, signs: false);

    /// <param name="signature">As OpenSSL writes it: DER for ECDSA.</param>
    /// <returns>The octets written.</returns>
    public int Sign(ReadOnlySpan<byte> message, Span<byte> signature)
    {
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        ReadOnlySpan<byte> signed = _hashed is null ? message : Hash(message, hash);
        nuint length = (nuint)signature.Length;
        fixed (byte* from = &MemoryMarshal.GetReference(signed), to = signature)
        {
            bool done = _hashed is null
                ? LibCrypto.StartSigning(_whole!, 0, 0, 0, _key) > 0
                    && LibCrypto.Sign(_whole!, to, &length, from, (nuint)signed.Length) > 0
                : LibCrypto.Sign(_hashed, to, &length, from, (nuint)signed.Length) > 0;
            return done ? (int)length : throw LibCrypto.Failure($"No {_traits.Mnemonic} signature was made");
        }
    }

    /// <param name="signature">As OpenSSL reads it: DER for ECDSA.</param>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        ReadOnlySpan<byte> signed = _hashed is null ? message : Hash(message, hash);
        bool valid;
        fixed (byte* from = &MemoryMarshal.GetReference(signed), claimed = signature)
        {
            valid = _hashed is null
                ? LibCrypto.StartVerifying(_whole!, 0, 0, 0, _key) > 0
                    && LibCrypto.Verify(_whole!, claimed, (nuint)signature.Length, from, (nuint)signed.Length) == 1
                : LibCrypto.Verify(_hashed, claimed, (nuint)signature.Length, from, (nuint)signed.Length) == 1;
        }

        if (!valid)
        {
            LibCrypto.ClearErrors();
        }

        return valid;
    }

    public void Dispose()
    {
        _hashed?.Dispose();
        _whole?.Dispose();
    }

    private ReadOnlySpan<byte> Hash(ReadOnlySpan<byte> message, Span<byte> hash) =>
        hash[..CryptographicOperations.HashData(_traits.Hash!.Value, message, hash)];
}
