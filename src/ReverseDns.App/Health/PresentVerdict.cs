namespace ReverseDns.App.Health;

/// <summary>
/// Where the verdict stands for whoever acts on it. One writer, each second; any readers. One that has not been computed anew is
/// worth nothing, as its thread is stuck: it reads as bad.
/// </summary>
internal sealed class PresentVerdict(TimeProvider clock)
{
    private readonly Lock _writing = new();
    private VerdictReading _last = new(Verdict.Bad, clock.GetUtcNow(), ["starting"], IsFloorHeld: false, clock.GetTimestamp());

    /// <summary>A verdict that is older is none.</summary>
    public static TimeSpan LongestAge { get; } = TimeSpan.FromSeconds(2);

    /// <summary>As it was last computed, however long ago.</summary>
    public VerdictReading Last => Volatile.Read(ref _last);

    public TimeSpan Age => clock.GetElapsedTime(Last.Computed);

    /// <summary>What to act on now.</summary>
    public Verdict Verdict => IsStale ? Verdict.Bad : Last.Verdict;

    /// <summary>Nobody computes it any more.</summary>
    public bool IsStale => Last.Verdict != Verdict.Draining && Age > LongestAge;

    /// <summary>Called by whoever writes when the verdict has become another one: what is done there is short, and waits for nothing.</summary>
    public Action<VerdictReading>? Changed { get; set; }

    public void Set(Verdict verdict, IReadOnlyList<string> reasons, bool isFloorHeld)
    {
        lock (_writing)
        {
            VerdictReading last = Last;
            bool isChange = last.Verdict != verdict;
            var next = new VerdictReading(verdict, isChange ? clock.GetUtcNow() : last.Since, reasons, isFloorHeld, clock.GetTimestamp());
            Volatile.Write(ref _last, next);
            if (isChange)
            {
                Changed?.Invoke(next);
            }
        }
    }
}
