using System.Security.Cryptography;

namespace ReverseDns.Server;

/// <summary>
/// Whole messages out of the threads that answer, for one reader: questions that fit its options, with their answers. What
/// the reader is too slow for is lost and counted; nobody who answers ever waits for it.
/// </summary>
public sealed class Tap
{
    private const int MostAtOnce = 4_096;

    private int _gate;

    internal Tap(TapOptions options, int workers) => Lanes =
        [.. Enumerable.Range(0, workers).Select(_ => new TapLane(this, options, (uint)RandomNumberGenerator.GetInt32(1, int.MaxValue)))];

    /// <summary>The reader's to set.</summary>
    public TapGate Gate
    {
        get => (TapGate)Volatile.Read(ref _gate);
        set => Volatile.Write(ref _gate, (int)value);
    }

    public TapCounts Counts => Lanes.Aggregate(default(TapCounts), (sum, lane) => sum + lane.Counts);

    /// <summary>By worker.</summary>
    internal IReadOnlyList<TapLane> Lanes { get; }

    /// <summary>Reads what is there, a part of it if it is much: true when there is more. For one thread at a time.</summary>
    public bool Drain(TapVisitor visit)
    {
        bool hasMore = false;
        foreach (TapLane lane in Lanes)
        {
            hasMore |= lane.Ring.Drain(visit, MostAtOnce) == MostAtOnce;
        }

        return hasMore;
    }
}
