using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ReverseDns.Transfer;

/// <summary>The SHA-256 of a public key as a certificate has it (SPKI): written in base64, as in HPKP and kdig.</summary>
public readonly record struct PublicKeyPin
{
    private readonly UInt128 _high;
    private readonly UInt128 _low;

    private PublicKeyPin(ReadOnlySpan<byte> digest) =>
        (_high, _low) = (BinaryPrimitives.ReadUInt128BigEndian(digest), BinaryPrimitives.ReadUInt128BigEndian(digest[16..]));

    public static PublicKeyPin Of(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return new PublicKeyPin(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
    }

    public static bool TryParse(string? text, out PublicKeyPin pin)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        bool isPin = text is not null && Convert.TryFromBase64String(text, digest, out int length) && length == digest.Length;
        pin = isPin ? new PublicKeyPin(digest) : default;
        return isPin;
    }

    public override string ToString()
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt128BigEndian(digest, _high);
        BinaryPrimitives.WriteUInt128BigEndian(digest[16..], _low);
        return Convert.ToBase64String(digest);
    }
}
