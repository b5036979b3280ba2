using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ReverseDns.Server;

/// <summary>The secret of server cookies: a key of SipHash (RFC 9018, section 4.4).</summary>
public readonly record struct CookieSecret
{
    public const int Length = 16;

    internal CookieSecret(ReadOnlySpan<byte> octets) =>
        (First, Second) = (BinaryPrimitives.ReadUInt64LittleEndian(octets), BinaryPrimitives.ReadUInt64LittleEndian(octets[sizeof(ulong)..]));

    internal ulong First { get; }

    internal ulong Second { get; }

    public static CookieSecret Create()
    {
        Span<byte> octets = stackalloc byte[Length];
        RandomNumberGenerator.Fill(octets);
        return new CookieSecret(octets);
    }

    /// <summary>32 hexadecimal digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out CookieSecret secret)
    {
        Span<byte> octets = stackalloc byte[Length];
        bool isRead = text.Length == 2 * Length
            && Convert.FromHexString(text, octets, out _, out int written) == System.Buffers.OperationStatus.Done
            && written == Length;
        secret = isRead ? new CookieSecret(octets) : default;
        return isRead;
    }

    /// <summary>Secrets are not written anywhere by accident.</summary>
    public override string ToString() => "(secret)";
}
