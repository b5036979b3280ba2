using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>The hashed owner names of RFC 5155, section 5, and the search in the chain of them.</summary>
internal static unsafe class Nsec3Hash
{
    public const int Length = 20;

    /// <summary>Hashes a name in lower case; allocates nothing.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "SHA-1 is the only hash that NSEC3 has (RFC 5155, section 11).")]
    public static void Compute(ReadOnlySpan<byte> name, ReadOnlySpan<byte> salt, int iterations, Span<byte> hash)
    {
        Span<byte> input = stackalloc byte[WireName.MaxLength + byte.MaxValue];
        name.CopyTo(input);
        salt.CopyTo(input[name.Length..]);
        SHA1.HashData(input[..(name.Length + salt.Length)], hash);
        for (int i = 0; i < iterations; i++)
        {
            hash.CopyTo(input);
            salt.CopyTo(input[Length..]);
            SHA1.HashData(input[..(Length + salt.Length)], hash);
        }
    }

    /// <summary>The index of the record whose hash this is or, in the circle of the chain, the one before it.</summary>
    public static uint Find(byte* hashes, uint count, ReadOnlySpan<byte> hash, out bool isMatch)
    {
        long index = FindBefore(hashes, count, hash, out isMatch);
        return (uint)(index < 0 ? count - 1 : index);
    }

    /// <summary>The index of the record whose hash this is or of the last before it; -1 when it is before all.</summary>
    public static long FindBefore(byte* hashes, uint count, ReadOnlySpan<byte> hash, out bool isMatch)
    {
        ulong wanted = BinaryPrimitives.ReadUInt64BigEndian(hash);
        long low = 0;
        long high = count;
        isMatch = false;
        while (low < high)
        {
            long middle = (low + high) / 2;
            var at = new ReadOnlySpan<byte>(hashes + (middle * Length), Length);
            ulong prefix = BinaryPrimitives.ReadUInt64BigEndian(at);
            int order = prefix != wanted ? prefix.CompareTo(wanted) : at.SequenceCompareTo(hash);
            if (order == 0)
            {
                isMatch = true;
                return middle;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }

    /// <summary>Reads the hash out of the first label of an NSEC3 record's owner.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> label, Span<byte> hash)
    {
        if (label.Length != 32)
        {
            return false;
        }

        for (int group = 0; group < 4; group++)
        {
            ulong bits = 0;
            foreach (byte character in label.Slice(group * 8, 8))
            {
                int value = char.IsAsciiDigit((char)character) ? character - '0' : WireName.ToLower(character) - 'a' + 10;
                if (value is < 0 or > 31)
                {
                    return false;
                }

                bits = (bits << 5) | (uint)value;
            }

            for (int i = 0; i < 5; i++)
            {
                hash[(group * 5) + i] = (byte)(bits >> (8 * (4 - i)));
            }
        }

        return true;
    }
}
