using ReverseDns.Protocol;

namespace ReverseDns.Server;

/// <summary>What the workers' limiters have in common.</summary>
/// <param name="own">Addresses of this server: what comes from them it asks itself, and nothing else can, as the kernel drops it from outside.</param>
internal sealed class RateLimits(RateLimitOptions options, IReadOnlyList<AddressPrefix> own, TimeProvider clock) : IDisposable
{
    private RateRules _rules = new(options, own);

    public RateTable Table { get; } = new(options.TableSize);

    public SourceKey Key { get; } = SourceKey.Create();

    public TimeProvider Clock { get; } = clock;

    /// <summary>Where the time begins that buckets are filled by.</summary>
    public long Origin { get; } = clock.GetTimestamp();

    public LimitedPrefixes Limited { get; } = new();

    public RateRules Rules => Volatile.Read(ref _rules);

    /// <summary>What buckets are full of stays, as does the size of the table.</summary>
    public void Replace(RateLimitOptions next) => Volatile.Write(ref _rules, new RateRules(next, own));

    public void Dispose() => Table.Dispose();
}
