using ReverseDns.Protocol;

namespace ReverseDns.Server;

/// <summary>How many answers a second clients may have over UDP; see README.md of this project.</summary>
public sealed class RateLimitOptions
{
    public const int MostLevels = 6;
    public const int MostAnswers = 1_000_000;
    public const int SmallestTable = 1 << 10;
    public const int LargestTable = 1 << 24;

    /// <summary>An answer counts once for each so many octets that it begins.</summary>
    public const int OctetsInAnswer = 256;

    /// <summary>False: nobody is limited.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>Networks of IPv4 that have a limit together, the smallest first. With the default a host has at most 2 Mbit a second.</summary>
    public IReadOnlyList<RateLimitLevel> Ipv4 { get; init; } =
        [new RateLimitLevel(32, 1_000), new RateLimitLevel(28, 2_000), new RateLimitLevel(24, 4_000), new RateLimitLevel(20, 16_000)];

    public IReadOnlyList<RateLimitLevel> Ipv6 { get; init; } =
    [
        new RateLimitLevel(128, 1_000), new RateLimitLevel(64, 2_000), new RateLimitLevel(56, 3_000), new RateLimitLevel(48, 4_000),
        new RateLimitLevel(32, 16_000),
    ];

    /// <summary>What was not asked for in the time before may be had at once, of so long a time.</summary>
    public TimeSpan Burst { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Each so manieth question beyond a limit is answered with TC alone, so that whoever is real can come over TCP; 0: none.</summary>
    public int Slip { get; init; } = 2;

    /// <summary>Counts and reports who would be limited, and limits nobody.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Are never limited. The host's own addresses cannot be forged by others.</summary>
    public IReadOnlyList<AddressPrefix> Allowed { get; init; } = [AddressPrefix.Parse("127.0.0.0/8"), AddressPrefix.Parse("::1")];

    /// <summary>Networks that can be in debt at once; eight octets each, rounded up to a power of two.</summary>
    public int TableSize { get; init; } = 1 << 16;

    internal IEnumerable<string> Errors()
    {
        foreach ((string family, int width, IReadOnlyList<RateLimitLevel> levels) in new[] { ("IPv4", 32, Ipv4), ("IPv6", 128, Ipv6) })
        {
            if (levels.Count > MostLevels)
            {
                yield return $"rate-limit: {levels.Count} limits of {family}, may be {MostLevels}";
            }

            foreach (RateLimitLevel level in levels.Where(level =>
                level.PrefixLength < 1 || level.PrefixLength > width || level.AnswersPerSecond is < 1 or > MostAnswers))
            {
                yield return $"rate-limit: '{level}' of {family}: the prefix length must be 1 to {width}, the answers a second 1 to {MostAnswers}";
            }

            if (levels.Zip(levels.Skip(1)).Any(pair => pair.First.PrefixLength <= pair.Second.PrefixLength))
            {
                yield return $"rate-limit: the prefix lengths of {family} must become shorter";
            }
        }

        if (Burst < TimeSpan.FromMilliseconds(10) || Burst > TimeSpan.FromMinutes(1))
        {
            yield return $"rate-limit: the burst is {Burst}, must be 10 ms to one minute";
        }

        if (Slip is < 0 or > 100)
        {
            yield return $"rate-limit: slip is {Slip}, must be 0 to 100";
        }

        if (TableSize is < SmallestTable or > LargestTable)
        {
            yield return $"rate-limit: the table size is {TableSize}, must be {SmallestTable} to {LargestTable}";
        }
    }
}
