namespace ReverseDns.Zones;

/// <summary>What signing while answering may cost.</summary>
public sealed record OnlineSigningOptions
{
    public const int MostSignatures = 100_000;
    public const int LargestCache = 1 << 20;

    /// <summary>Made by each thread that answers, at most; those out of its cache are not counted.</summary>
    public int SignaturesPerSecond { get; init; } = 500;

    /// <summary>RRsets whose signatures each thread that answers keeps, about a KiB each.</summary>
    public int CacheSize { get; init; } = 1_024;

    /// <summary>All that is wrong, at once.</summary>
    public IEnumerable<string> Errors()
    {
        if (SignaturesPerSecond is < 1 or > MostSignatures)
        {
            yield return $"online-signing: {SignaturesPerSecond} signatures a second, must be 1 to {MostSignatures}";
        }

        if (CacheSize is < 1 or > LargestCache)
        {
            yield return $"online-signing: a cache of {CacheSize}, must be 1 to {LargestCache}";
        }
    }
}
