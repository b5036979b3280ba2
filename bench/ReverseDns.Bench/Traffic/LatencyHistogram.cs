using System.Numerics;

namespace ReverseDns.Bench.Traffic;

/// <summary>How often each latency was seen, in nanoseconds, to within 1.6 percent.</summary>
internal sealed class LatencyHistogram
{
    private const int StepBits = 6;
    private const int Steps = 1 << StepBits;

    private readonly long[] _counts = new long[64 * Steps];
    private long _total;

    public long Longest { get; private set; }

    public void Add(long nanoseconds)
    {
        ulong value = (ulong)Math.Max(nanoseconds, 0);
        _counts[Place(value)]++;
        _total++;
        Longest = Math.Max(Longest, (long)value);
    }

    public void Clear()
    {
        Array.Clear(_counts);
        _total = 0;
        Longest = 0;
    }

    /// <summary>The smallest latency that this part of all is not above; 0 when there is none.</summary>
    public long Quantile(double part)
    {
        long rank = (long)Math.Ceiling(part * _total);
        long seen = 0;
        for (int place = 0; place < _counts.Length; place++)
        {
            seen += _counts[place];
            if (seen >= rank && seen > 0)
            {
                return Math.Min(Top(place), Longest);
            }
        }

        return 0;
    }

    private static int Place(ulong value)
    {
        if (value < Steps)
        {
            return (int)value;
        }

        int shift = BitOperations.Log2(value) - StepBits;
        return ((shift + 1) << StepBits) + (int)(value >> shift) - Steps;
    }

    private static long Top(int place)
    {
        int shift = Math.Max((place >> StepBits) - 1, 0);
        long low = place < Steps ? place : (long)(Steps + (place & (Steps - 1))) << shift;
        return low + (1L << shift) - 1;
    }
}
