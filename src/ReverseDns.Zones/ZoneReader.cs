using System.Runtime.InteropServices;

namespace ReverseDns.Zones;

/// <summary>
/// One thread's door to the tables of a <see cref="ZoneStore"/>. Between <see cref="Enter"/> and <see cref="Leave"/> no zone of
/// the table entered is disposed, so be inside no longer than a batch takes, and never while waiting for a client.
/// </summary>
public sealed class ZoneReader : IDisposable
{
    private readonly ZoneStore _store;
    private Turns _turns;

    internal ZoneReader(ZoneStore store) => _store = store;

    /// <summary>What its thread answers from each zone; for that thread to write.</summary>
    public ZoneCounters Counters { get; } = new();

    /// <summary>Returns the current table. Entering again while inside leaves the table before.</summary>
    public ZoneTable Enter()
    {
        // The exchange is a fence: a publisher that swapped tables sees this reader inside, or this reader sees its table.
        Interlocked.Exchange(ref _turns.Count, (_turns.Count + 1) | 1);
        return _store.Current;
    }

    /// <summary>Does nothing outside.</summary>
    public void Leave() => Volatile.Write(ref _turns.Count, (_turns.Count + 1) & ~1L);

    /// <summary>Leaves for good.</summary>
    public void Dispose()
    {
        Leave();
        _store.Remove(this);
    }

    /// <summary>Returns when the reader has left the table that it is in now. For the publisher.</summary>
    internal void AwaitTurn()
    {
        long now = Volatile.Read(ref _turns.Count);
        bool isInside = (now & 1) != 0;
        var pause = default(SpinWait);
        while (isInside && Volatile.Read(ref _turns.Count) == now)
        {
            pause.SpinOnce();
        }
    }

    /// <summary>Odd inside, even outside; on a cache line that nobody else writes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Turns
    {
        [FieldOffset(64)]
        public long Count;
    }
}
