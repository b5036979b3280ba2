using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace ReverseDns.Server;

/// <summary>
/// Token buckets of all who are in debt, by a hash of theirs: a bucket is the time at which it will be full again (GCRA), and one
/// that is full need not be here. All workers share it and none waits: a bucket is one word with a part of the hash, read
/// and written whole; of two that write one at the same instant one charge may be lost. Whoever is beyond a limit is only read.
/// </summary>
internal sealed unsafe class RateTable : IDisposable
{
    /// <summary>Places of a hash: one cache line.</summary>
    private const int Ways = 8;
    private const int LineSize = 64;
    private const int TimeBits = 46;
    private const ulong TimeMask = (1UL << TimeBits) - 1;

    /// <summary>A debt beyond is none, but a time long ago: the clock of the table goes round in 81 days.</summary>
    private const long LargestDebt = 10 * TimeSpan.TicksPerMinute;

    private readonly ulong* _slots;
    private readonly ulong _lines;

    /// <param name="size">Buckets; rounded up to a power of two.</param>
    public RateTable(int size)
    {
        Size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(size, Ways));
        _lines = (ulong)Size / Ways;
        nuint octets = (nuint)Size * sizeof(ulong);
        _slots = (ulong*)NativeMemory.AlignedAlloc(octets, LineSize);
        NativeMemory.Clear(_slots, octets);
    }

    public int Size { get; }

    /// <summary>To be asked for a while before the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Approach(ulong hash)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Line(hash));
        }
    }

    /// <summary>Ticks until the bucket is full; 0: it is.</summary>
    /// <param name="now">Ticks, from anywhere.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Debt(ulong hash, long now)
    {
        ulong* line = Line(hash);
        ulong tag = Tag(hash);
        for (int way = 0; way < Ways; way++)
        {
            ulong slot = Volatile.Read(ref line[way]);
            if (slot >> TimeBits == tag)
            {
                return Debt(slot, (ulong)now);
            }
        }

        return 0;
    }

    /// <summary>Takes from the bucket. One that is new takes the place of the one that is full, or is so soonest.</summary>
    public void Charge(ulong hash, long now, long ticks)
    {
        ulong* line = Line(hash);
        ulong tag = Tag(hash);
        int place = 0;
        long least = long.MaxValue;
        for (int way = 0; way < Ways; way++)
        {
            ulong slot = Volatile.Read(ref line[way]);
            long debt = Debt(slot, (ulong)now);
            if (slot >> TimeBits == tag)
            {
                Write(line + way, tag, now, debt + ticks);
                return;
            }

            if (debt < least)
            {
                (place, least) = (way, debt);
            }
        }

        Write(line + place, tag, now, ticks);
    }

    public void Dispose() => NativeMemory.AlignedFree(_slots);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(ulong* slot, ulong tag, long now, long debt) =>
        Volatile.Write(ref *slot, (tag << TimeBits) | ((ulong)(now + Math.Min(debt, LargestDebt)) & TimeMask));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Debt(ulong slot, ulong now)
    {
        long debt = (long)((slot - now) & TimeMask);
        return debt <= LargestDebt ? debt : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Tag(ulong hash) => (hash >> TimeBits) | 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong* Line(ulong hash) => _slots + ((hash & (_lines - 1)) * Ways);
}
