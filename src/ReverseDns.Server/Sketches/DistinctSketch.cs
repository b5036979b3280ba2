using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ReverseDns.Server;

/// <summary>
/// Estimates how many different values it was given (HyperLogLog), in 16 KiB whatever they are: for each part of the hashes the
/// longest run of zeros seen. The standard error is <see cref="StandardError"/>, less for some thousand values or fewer. One
/// thread adds; any thread may read or merge meanwhile, and sees what was added a moment ago or not.
/// </summary>
public sealed class DistinctSketch
{
    /// <summary>Octets of a sketch as it is stored.</summary>
    public const int Length = 1 << Bits;

    /// <summary>1.04 / sqrt(16384): two thirds of all estimates are at most this far from the truth.</summary>
    public const double StandardError = 0.0081;

    private const int Bits = 14;
    private const int HashBits = 64 - Bits;
    private const int MostZeros = HashBits + 1;

    /// <summary>Keeps a worker's off the cache lines of anything that another thread writes.</summary>
    private const int Margin = 128;

    private readonly byte[] _octets = GC.AllocateArray<byte>(Margin + Length + Margin, pinned: true);

    private Span<byte> Registers => _octets.AsSpan(Margin, Length);

    /// <param name="hash">Of the value, evenly spread.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong hash)
    {
        ref byte register = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_octets), Margin + (int)(hash >> HashBits));
        byte zeros = (byte)(BitOperations.LeadingZeroCount((hash << Bits) | (1UL << (Bits - 1))) + 1);
        if (register < zeros)
        {
            register = zeros;
        }
    }

    /// <summary>Adds what another one was given, under the same key.</summary>
    public void Merge(DistinctSketch other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Span<Vector<byte>> mine = MemoryMarshal.Cast<byte, Vector<byte>>(Registers);
        ReadOnlySpan<Vector<byte>> others = MemoryMarshal.Cast<byte, Vector<byte>>(other.Registers);
        for (int i = 0; i < mine.Length; i++)
        {
            mine[i] = Vector.Max(mine[i], others[i]);
        }
    }

    public void Clear() => Registers.Clear();

    /// <summary>The estimator of Ertl (2017), which needs no switch between small and large numbers.</summary>
    public double Estimate()
    {
        Span<int> counts = stackalloc int[MostZeros + 1];
        counts.Clear();
        foreach (byte register in Registers)
        {
            counts[register]++;
        }

        double sum = Length * Tau(1 - ((double)counts[MostZeros] / Length));
        for (int zeros = MostZeros - 1; zeros >= 1; zeros--)
        {
            sum = 0.5 * (sum + counts[zeros]);
        }

        sum += Length * Sigma((double)counts[0] / Length);
        return Length * (Length / (2 * Math.Log(2) * sum));
    }

    public void CopyTo(Span<byte> octets) => Registers.CopyTo(octets);

    /// <summary>False, and nothing is taken, for what no sketch has written.</summary>
    public bool TryRead(ReadOnlySpan<byte> octets)
    {
        if (octets.Length != Length || octets.ContainsAnyExceptInRange((byte)0, (byte)MostZeros))
        {
            return false;
        }

        octets.CopyTo(Registers);
        return true;
    }

    private static double Sigma(double part)
    {
        if (part == 1)
        {
            return double.PositiveInfinity;
        }

        (double weight, double sum, double before) = (1, part, -1);
        while (sum != before)
        {
            part *= part;
            before = sum;
            sum += part * weight;
            weight += weight;
        }

        return sum;
    }

    private static double Tau(double part)
    {
        if (part is 0 or 1)
        {
            return 0;
        }

        (double weight, double sum, double before) = (1, 1 - part, -1);
        while (sum != before)
        {
            part = Math.Sqrt(part);
            before = sum;
            weight *= 0.5;
            sum -= (1 - part) * (1 - part) * weight;
        }

        return sum / 3;
    }
}
