using System.Diagnostics.CodeAnalysis;
using ReverseDns.Dnssec.OpenSsl;

namespace ReverseDns.Dnssec;

/// <summary>The public key of a DNSKEY. Any thread may verify with it, several at once.</summary>
public sealed class VerifyingKey : IDisposable
{
    private readonly AlgorithmTraits _traits;
    private readonly EvpKey _key;
    private readonly SignatureOperations _operations;
    private readonly int _signatureLength;

    private VerifyingKey(AlgorithmTraits traits, EvpKey key, ReadOnlySpan<byte> dnsKey)
    {
        _traits = traits;
        _key = key;
        _operations = new SignatureOperations(() => SignatureOperation.ToVerify(traits, key));
        _signatureLength =
            traits.IsRsa && PublicKeyEncoding.TrySplitRsa(dnsKey[DnsKeyRdata.HeaderLength..], out _, out ReadOnlySpan<byte> modulus)
                ? modulus.Length
                : traits.SignatureLength;
        KeyTag = DnsKeyRdata.KeyTag(dnsKey);
    }

    public SecurityAlgorithm Algorithm => _traits.Algorithm;

    public ushort KeyTag { get; }

    /// <summary>
    /// False for RDATA that verifies nothing: malformed, not a zone's key, of an algorithm that is not implemented or
    /// with numbers that are no key.
    /// </summary>
    public static bool TryCreate(ReadOnlySpan<byte> dnsKeyRdata, [NotNullWhen(true)] out VerifyingKey? key)
    {
        key = null;
        if (dnsKeyRdata.Length <= DnsKeyRdata.HeaderLength
            || dnsKeyRdata[2] != DnsKeyRdata.Protocol
            || (DnsKeyRdata.Flags(dnsKeyRdata) & DnsKeyRdata.ZoneKey) == 0
            || AlgorithmTraits.Find(DnsKeyRdata.Algorithm(dnsKeyRdata)) is not AlgorithmTraits traits
            || PublicKeyEncoding.TryToInfo(traits, dnsKeyRdata[DnsKeyRdata.HeaderLength..]) is not byte[] info
            || EvpKey.TryReadPublic(info) is not EvpKey read)
        {
            return false;
        }

        key = new VerifyingKey(traits, read, dnsKeyRdata);
        return true;
    }

    /// <summary>False for anything but this key's signature over exactly these octets.</summary>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != _signatureLength)
        {
            return false;
        }

        SignatureOperation operation = _operations.Take();
        Span<byte> der = stackalloc byte[EcdsaSignature.MaxDerLength];
        bool valid = operation.Verify(message, _traits.IsEcdsa ? der[..EcdsaSignature.ToDer(signature, der)] : signature);
        _operations.GiveBack(operation);
        return valid;
    }

    public void Dispose()
    {
        _operations.Dispose();
        _key.Dispose();
    }
}
