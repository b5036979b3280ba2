using System.Buffers.Binary;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Verification;

/// <summary>
/// The chain of NSEC3 records that a zone's NSEC3PARAM names. Ours has no salt and no further iterations; that of others may,
/// as far as validators still follow it (RFC 9276, section 3.2).
/// </summary>
internal sealed class HashedChain(byte[] salt, int iterations)
{
    /// <summary>With more, validators take the zone for insecure: each costs every one of them, for every denial.</summary>
    private const int MostIterations = 100;

    private const int SaltOffset = 5;

    /// <summary>Null, with the reason, when there is none that can be verified.</summary>
    /// <param name="isOfOthers">It may have a salt and iterations.</param>
    public static HashedChain? Of(in RRsetView parameters, bool isOfOthers, out string? whyNot)
    {
        whyNot = "names no chain of a known hash";
        for (int i = 0; i < parameters.Count; i++)
        {
            ReadOnlySpan<byte> rdata = parameters.Rdata(i);
            if (rdata is not [1, 0, ..])
            {
                continue;
            }

            int iterations = BinaryPrimitives.ReadUInt16BigEndian(rdata[2..]);
            whyNot = !isOfOthers && (iterations > 0 || rdata[4] > 0) ? "has a salt or iterations"
                : iterations > MostIterations ? $"has {iterations} iterations, more than {MostIterations}"
                : null;
            return whyNot is null ? new HashedChain(rdata.Slice(SaltOffset, rdata[4]).ToArray(), iterations) : null;
        }

        return null;
    }

    /// <summary>False for a record of another chain, and for one with unknown flags.</summary>
    public bool Has(ReadOnlySpan<byte> rdata) =>
        rdata is [1, <= 1, ..] && BinaryPrimitives.ReadUInt16BigEndian(rdata[2..]) == iterations
        && rdata.Slice(SaltOffset, rdata[4]).SequenceEqual(salt)
        && rdata.Length >= BitmapOffset && rdata[SaltOffset + salt.Length] == HashedOwner.HashLength;

    public ReadOnlySpan<byte> Next(ReadOnlySpan<byte> rdata) => rdata.Slice(BitmapOffset - HashedOwner.HashLength, HashedOwner.HashLength);

    public ReadOnlySpan<byte> Bitmap(ReadOnlySpan<byte> rdata) => rdata[BitmapOffset..];

    /// <summary>Writes the owner that the record of a name has; returns its length.</summary>
    public int WriteOwner(ReadOnlySpan<byte> name, ReadOnlySpan<byte> origin, Span<byte> owner)
    {
        Span<byte> hash = stackalloc byte[HashedOwner.HashLength];
        HashedOwner.Hash(name, salt, iterations, hash);
        return HashedOwner.Write(hash, origin, owner);
    }

    private int BitmapOffset => SaltOffset + salt.Length + 1 + HashedOwner.HashLength;
}
