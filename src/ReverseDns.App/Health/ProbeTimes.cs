namespace ReverseDns.App.Health;

/// <summary>How long answers to ourselves took, in buckets.</summary>
internal sealed class ProbeTimes
{
    private readonly long[] _counts = new long[Bounds.Count + 1];

    /// <summary>In seconds.</summary>
    public static IReadOnlyList<double> Bounds { get; } = [0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5];

    public double Sum { get; private set; }

    public long Beyond => _counts[^1];

    public IEnumerable<(double Bound, long Count)> Buckets => Bounds.Select((bound, at) => (bound, _counts[at]));

    public void Add(TimeSpan time)
    {
        int bucket = 0;
        while (bucket < Bounds.Count && time.TotalSeconds > Bounds[bucket])
        {
            bucket++;
        }

        _counts[bucket]++;
        Sum += time.TotalSeconds;
    }

    public ProbeTimes Copy()
    {
        var copy = new ProbeTimes { Sum = Sum };
        _counts.CopyTo(copy._counts, 0);
        return copy;
    }
}
