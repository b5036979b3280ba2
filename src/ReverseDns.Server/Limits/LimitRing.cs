namespace ReverseDns.Server;

/// <summary>Addresses that one worker has limited, for one reader; what has no room is added to the next that has.</summary>
internal sealed class LimitRing
{
    private const int Slots = 1_024;
    private const int Margin = 16;

    private readonly Entry[] _entries = new Entry[Slots];
    private readonly long[] _places = GC.AllocateArray<long>(3 * Margin, pinned: true);

    private ref long Written => ref _places[Margin];

    private ref long Taken => ref _places[2 * Margin];

    /// <summary>For the worker. False when there is no room.</summary>
    /// <param name="questions">That this one stands for.</param>
    public bool TryAdd(UInt128 address, bool isIpv6, int prefixLength, int questions)
    {
        long written = Written;
        if (written - Volatile.Read(ref Taken) >= Slots)
        {
            return false;
        }

        _entries[written % Slots] = new Entry(address, isIpv6, prefixLength, questions);
        Volatile.Write(ref Written, written + 1);
        return true;
    }

    /// <summary>For the reader.</summary>
    public bool TryTake(out Entry entry)
    {
        long taken = Taken;
        if (taken == Volatile.Read(ref Written))
        {
            entry = default;
            return false;
        }

        entry = _entries[taken % Slots];
        Volatile.Write(ref Taken, taken + 1);
        return true;
    }

    public readonly record struct Entry(UInt128 Address, bool IsIpv6, int PrefixLength, int Questions);
}
