using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Signing;

/// <summary>The fields of NSEC3 RDATA as this signer writes them (RFC 5155, section 3.1): SHA-1, no salt, no further iterations.</summary>
internal static class Nsec3Fields
{
    public const int BitmapOffset = NextOffset + HashedOwner.HashLength;

    private const int NextOffset = 6;
    private const byte Sha1 = 1;
    private const byte OptOut = 1;

    /// <summary>RDATA of the NSEC3PARAM record.</summary>
    public static ReadOnlySpan<byte> Parameters => [Sha1, 0, 0, 0, 0];

    public static byte FlagsOf(DenialKind denial) => denial == DenialKind.Nsec3OptOut ? OptOut : (byte)0;

    public static int Write(Span<byte> rdata, DenialKind denial, ReadOnlySpan<byte> next, ReadOnlySpan<byte> bitmap)
    {
        ((ReadOnlySpan<byte>)[Sha1, FlagsOf(denial), 0, 0, 0, HashedOwner.HashLength]).CopyTo(rdata);
        next.CopyTo(rdata[NextOffset..]);
        bitmap.CopyTo(rdata[BitmapOffset..]);
        return BitmapOffset + bitmap.Length;
    }

    /// <summary>False for a record of another chain.</summary>
    public static bool AreOurs(ReadOnlySpan<byte> rdata) =>
        rdata.Length >= BitmapOffset && rdata is [Sha1, <= OptOut, 0, 0, 0, HashedOwner.HashLength, ..];

    public static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> rdata) => rdata.Slice(NextOffset, HashedOwner.HashLength);
}
