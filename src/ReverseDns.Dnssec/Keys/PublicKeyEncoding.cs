using System.Formats.Asn1;

namespace ReverseDns.Dnssec;

/// <summary>
/// Public keys as a DNSKEY has them (RFC 3110, 6605, 8080) and as a SubjectPublicKeyInfo, the form that OpenSSL reads.
/// </summary>
internal static class PublicKeyEncoding
{
    public const int SmallestRsaModulus = 512 / 8;
    public const int LargestRsaModulus = 4096 / 8;

    /// <summary>Larger exponents make a verification as costly as a signature, and nobody uses them.</summary>
    private const int LargestRsaExponent = 8;

    private const byte Uncompressed = 4;
    public const string RsaOid = "1.2.840.113549.1.1.1";
    private const string EllipticCurveOid = "1.2.840.10045.2.1";

    /// <summary>Null unless the octets are a key of the algorithm.</summary>
    public static byte[]? TryToInfo(AlgorithmTraits traits, ReadOnlySpan<byte> publicKey)
    {
        if (traits.IsRsa)
        {
            return TrySplitRsa(publicKey, out ReadOnlySpan<byte> exponent, out ReadOnlySpan<byte> modulus)
                ? RsaInfo(exponent, modulus)
                : null;
        }

        return publicKey.Length == traits.PublicLength ? CurveInfo(traits, publicKey) : null;
    }

    /// <summary>Whether a key that OpenSSL wrote is one of the algorithm.</summary>
    public static bool IsOf(AlgorithmTraits traits, ReadOnlyMemory<byte> info)
    {
        AsnReader identifier = new AsnReader(info, AsnEncodingRules.DER).ReadSequence().ReadSequence();
        string oid = identifier.ReadObjectIdentifier();
        return traits.IsRsa ? oid.Equals(RsaOid, StringComparison.Ordinal)
            : (!traits.IsEcdsa || oid.Equals(EllipticCurveOid, StringComparison.Ordinal))
                && (traits.IsEcdsa ? identifier.ReadObjectIdentifier() : oid).Equals(traits.CurveOid, StringComparison.Ordinal);
    }

    public static byte[] FromInfo(AlgorithmTraits traits, ReadOnlyMemory<byte> info)
    {
        AsnReader reader = new AsnReader(info, AsnEncodingRules.DER).ReadSequence();
        reader.ReadEncodedValue();
        byte[] key = reader.ReadBitString(out _);
        if (!traits.IsRsa)
        {
            return traits.IsEcdsa ? key[1..] : key;
        }

        AsnReader numbers = new AsnReader(key, AsnEncodingRules.DER).ReadSequence();
        byte[] modulus = numbers.ReadInteger().ToByteArray(isUnsigned: true, isBigEndian: true);
        byte[] exponent = numbers.ReadInteger().ToByteArray(isUnsigned: true, isBigEndian: true);
        return [(byte)exponent.Length, .. exponent, .. modulus];
    }

    /// <summary>RFC 3110, section 2: the exponent's length in one octet, or in two after a zero; no leading zeros.</summary>
    public static bool TrySplitRsa(
        ReadOnlySpan<byte> publicKey, out ReadOnlySpan<byte> exponent, out ReadOnlySpan<byte> modulus)
    {
        exponent = modulus = default;
        if (publicKey is not [> 0 and <= LargestRsaExponent, > 0, ..] || publicKey.Length < 1 + publicKey[0])
        {
            return false;
        }

        exponent = publicKey.Slice(1, publicKey[0]);
        modulus = publicKey[(1 + publicKey[0])..];
        return modulus.Length is >= SmallestRsaModulus and <= LargestRsaModulus && modulus[0] != 0;
    }

    private static byte[] RsaInfo(ReadOnlySpan<byte> exponent, ReadOnlySpan<byte> modulus)
    {
        var key = new AsnWriter(AsnEncodingRules.DER);
        using (key.PushSequence())
        {
            key.WriteIntegerUnsigned(modulus);
            key.WriteIntegerUnsigned(exponent);
        }

        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            using (info.PushSequence())
            {
                info.WriteObjectIdentifier(RsaOid);
                info.WriteNull();
            }

            info.WriteBitString(key.Encode());
        }

        return info.Encode();
    }

    private static byte[] CurveInfo(AlgorithmTraits traits, ReadOnlySpan<byte> publicKey)
    {
        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            WriteCurve(info, traits);
            info.WriteBitString(traits.IsEcdsa ? [Uncompressed, .. publicKey] : publicKey);
        }

        return info.Encode();
    }

    /// <summary>The AlgorithmIdentifier of a key on a curve.</summary>
    public static void WriteCurve(AsnWriter writer, AlgorithmTraits traits)
    {
        using (writer.PushSequence())
        {
            if (traits.IsEcdsa)
            {
                writer.WriteObjectIdentifier(EllipticCurveOid);
            }

            writer.WriteObjectIdentifier(traits.CurveOid!);
        }
    }
}
