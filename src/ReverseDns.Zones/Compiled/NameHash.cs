using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace ReverseDns.Zones.Compiled;

/// <summary>
/// Hashes names label by label from the root's side, so that the hash of every suffix of a name falls out of one pass.
/// Keyed: who chooses names cannot choose collisions. Not for anything that outlives the key.
/// </summary>
internal readonly struct NameHash(ulong first, ulong second)
{
    private readonly ulong _first = first;
    private readonly ulong _second = second | 1;

    private static NameHash? _offered;

    /// <summary>The key of this process: fixed by the first use.</summary>
    public static NameHash Process => First.Use;

    /// <summary>The hash of the root.</summary>
    public ulong Root => _first;

    public UInt128 Key => new(_first, _second);

    /// <summary>Makes a key the process's, if none has been used yet: read <see cref="Process"/> to see.</summary>
    public static void Offer(NameHash hash) => _offered = hash;

    /// <summary>The hash of a name from its parent's.</summary>
    /// <param name="label">Points at the length octet of a label in lower case; eight octets may be read past its end.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe ulong Append(ulong parent, byte* label)
    {
        int length = *label + 1;
        ulong hash = parent;
        while (length > sizeof(ulong))
        {
            hash = Fold(hash ^ Unsafe.ReadUnaligned<ulong>(label));
            label += sizeof(ulong);
            length -= sizeof(ulong);
        }

        ulong last = Unsafe.ReadUnaligned<ulong>(label) & (ulong.MaxValue >> (64 - (8 * length)));
        return Fold(hash ^ last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Fold(ulong value)
    {
        ulong high = Math.BigMul(value ^ _first, _second, out ulong low);
        return high ^ low;
    }

    private static NameHash Create()
    {
        Span<byte> key = stackalloc byte[2 * sizeof(ulong)];
        RandomNumberGenerator.Fill(key);
        return new NameHash(BitConverter.ToUInt64(key), BitConverter.ToUInt64(key[sizeof(ulong)..]));
    }

    /// <summary>A constant to the compiler once it is set.</summary>
    [SuppressMessage("Performance", "CA1810", Justification = "The constructor is what makes the first use, and nothing sooner, decide.")]
    private static class First
    {
        static First() => Use = _offered ?? Create();

        public static NameHash Use { get; }
    }
}
