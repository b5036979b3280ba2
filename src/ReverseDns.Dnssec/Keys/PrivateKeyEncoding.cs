using System.Formats.Asn1;

namespace ReverseDns.Dnssec;

/// <summary>
/// Private keys as BIND's key files have them, named numbers in Base64, and as a PrivateKeyInfo, the form that OpenSSL
/// reads. (RFC 5702, 6605 and 8080 show the fields in their examples.)
/// </summary>
internal static class PrivateKeyEncoding
{
    public const string PrivateKeyField = "PrivateKey";

    /// <summary>In the order of RFC 8017's RSAPrivateKey, which is also that of the files.</summary>
    private static readonly string[] RsaFields =
    [
        "Modulus", "PublicExponent", "PrivateExponent", "Prime1", "Prime2", "Exponent1", "Exponent2", "Coefficient",
    ];

    public static IReadOnlyList<string> Fields(AlgorithmTraits traits) => traits.IsRsa ? RsaFields : [PrivateKeyField];

    /// <param name="fields">One value for each of <see cref="Fields"/>.</param>
    public static byte[] ToInfo(AlgorithmTraits traits, IReadOnlyList<byte[]> fields)
    {
        AsnWriter key = traits.IsRsa ? RsaKey(fields) : CurveKey(traits, fields[0]);
        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            info.WriteInteger(0);
            if (traits.IsRsa)
            {
                using (info.PushSequence())
                {
                    info.WriteObjectIdentifier(PublicKeyEncoding.RsaOid);
                    info.WriteNull();
                }
            }
            else
            {
                PublicKeyEncoding.WriteCurve(info, traits);
            }

            info.WriteOctetString(key.Encode());
        }

        return info.Encode();
    }

    /// <summary>The values of <see cref="Fields"/> out of what OpenSSL writes: PKCS#1, SEC 1 or PKCS#8.</summary>
    public static byte[][] FromDer(AlgorithmTraits traits, ReadOnlyMemory<byte> der)
    {
        AsnReader reader = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        reader.ReadInteger();
        if (traits.IsRsa)
        {
            return [.. RsaFields.Select(_ => reader.ReadInteger().ToByteArray(isUnsigned: true, isBigEndian: true))];
        }

        if (traits.IsEcdsa)
        {
            byte[] number = reader.ReadOctetString();
            byte[] padded = new byte[traits.PublicLength / 2];
            number.CopyTo(padded.AsSpan(padded.Length - number.Length));
            return [padded];
        }

        reader.ReadEncodedValue();
        return [new AsnReader(reader.ReadOctetString(), AsnEncodingRules.DER).ReadOctetString()];
    }

    private static AsnWriter RsaKey(IReadOnlyList<byte[]> numbers)
    {
        var key = new AsnWriter(AsnEncodingRules.DER);
        using (key.PushSequence())
        {
            key.WriteInteger(0);
            foreach (byte[] number in numbers)
            {
                key.WriteIntegerUnsigned(number.AsSpan().TrimStart((byte)0));
            }
        }

        return key;
    }

    private static AsnWriter CurveKey(AlgorithmTraits traits, byte[] number)
    {
        var key = new AsnWriter(AsnEncodingRules.DER);
        if (!traits.IsEcdsa)
        {
            key.WriteOctetString(number);
            return key;
        }

        using (key.PushSequence())
        {
            key.WriteInteger(1);
            key.WriteOctetString(number);
        }

        return key;
    }
}
