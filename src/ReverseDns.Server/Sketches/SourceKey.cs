using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace ReverseDns.Server;

/// <summary>
/// Hashes client addresses with a key, so that nobody can choose addresses that are counted as many or as one. Sketches that are
/// to be merged have the same.
/// </summary>
public readonly record struct SourceKey
{
    public const int Length = 2 * sizeof(ulong);

    private readonly ulong _first;
    private readonly ulong _second;

    /// <param name="octets">Random ones.</param>
    public SourceKey(ReadOnlySpan<byte> octets) =>
        (_first, _second) = (BinaryPrimitives.ReadUInt64LittleEndian(octets), BinaryPrimitives.ReadUInt64LittleEndian(octets[sizeof(ulong)..]));

    public static SourceKey Create()
    {
        Span<byte> octets = stackalloc byte[Length];
        RandomNumberGenerator.Fill(octets);
        return new SourceKey(octets);
    }

    /// <summary>Two rounds: one would leave neighbours' hashes alike in what a sketch looks at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(ulong value) => Fold(Fold(value ^ _first, _second | 1) ^ _second, _first | 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong value, ulong factor)
    {
        ulong high = Math.BigMul(value, factor, out ulong low);
        return high ^ low;
    }
}
