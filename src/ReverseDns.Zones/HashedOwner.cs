using ReverseDns.Protocol;
using ReverseDns.Zones.Compiled;

namespace ReverseDns.Zones;

/// <summary>
/// The owner of the NSEC3 record of a name (RFC 5155, section 3): its hash with SHA-1, no salt and no further iterations
/// (RFC 9276, section 3.1), in Base32 with the extended hex alphabet. The order of such owners is that of their hashes.
/// </summary>
public static class HashedOwner
{
    public const int HashLength = Nsec3Hash.Length;
    public const int LabelLength = 32;

    /// <summary>Hashes a name, its case ignored.</summary>
    public static void Hash(ReadOnlySpan<byte> name, Span<byte> hash)
    {
        Span<byte> lower = stackalloc byte[WireName.MaxLength];
        WireName.ToLower(name, lower);
        Nsec3Hash.Compute(lower[..name.Length], [], 0, hash);
    }

    /// <summary>The same in a chain of others'.</summary>
    public static void Hash(ReadOnlySpan<byte> name, ReadOnlySpan<byte> salt, int iterations, Span<byte> hash)
    {
        Span<byte> lower = stackalloc byte[WireName.MaxLength];
        WireName.ToLower(name, lower);
        Nsec3Hash.Compute(lower[..name.Length], salt, iterations, hash);
    }

    /// <summary>Writes the owner with a hash, in lower case; returns its length.</summary>
    /// <param name="origin">Leaves room for the label.</param>
    public static int Write(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> origin, Span<byte> owner)
    {
        owner[0] = LabelLength;
        for (int group = 0; group < 4; group++)
        {
            ulong bits = 0;
            foreach (byte octet in hash.Slice(group * 5, 5))
            {
                bits = (bits << 8) | octet;
            }

            for (int i = 0; i < 8; i++)
            {
                owner[1 + (group * 8) + i] = "0123456789abcdefghijklmnopqrstuv"u8[(int)(bits >> (35 - (5 * i))) & 31];
            }
        }

        WireName.ToLower(origin, owner[(1 + LabelLength)..]);
        return 1 + LabelLength + origin.Length;
    }

    /// <summary>Reads the hash out of an owner; false for names that cannot be such.</summary>
    public static bool TryRead(ReadOnlySpan<byte> owner, ReadOnlySpan<byte> origin, Span<byte> hash) =>
        owner.Length == 1 + LabelLength + origin.Length && owner[0] == LabelLength
        && Nsec3Hash.TryDecode(owner.Slice(1, LabelLength), hash);
}
