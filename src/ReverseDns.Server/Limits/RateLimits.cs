namespace ReverseDns.Server;

/// <summary>What the workers' limiters have in common.</summary>
internal sealed class RateLimits(RateLimitOptions options, TimeProvider clock) : IDisposable
{
    private RateRules _rules = new(options);

    public RateTable Table { get; } = new(options.TableSize);

    public SourceKey Key { get; } = SourceKey.Create();

    public TimeProvider Clock { get; } = clock;

    /// <summary>Where the time begins that buckets are filled by.</summary>
    public long Origin { get; } = clock.GetTimestamp();

    public LimitedPrefixes Limited { get; } = new();

    public RateRules Rules => Volatile.Read(ref _rules);

    /// <summary>What buckets are full of stays, as does the size of the table.</summary>
    public void Replace(RateLimitOptions next) => Volatile.Write(ref _rules, new RateRules(next));

    public void Dispose() => Table.Dispose();
}
