using ReverseDns.Zones;

namespace ReverseDns.Server;

/// <summary>A request that has been read and whose answer is still to be written. Must not move, as its question.</summary>
internal unsafe ref struct PendingRequest
{
    /// <summary>Answered from the zones; false for everything else, hostile octets included.</summary>
    public bool IsLookUp;

    /// <summary>Of another request: it could be read to its end.</summary>
    public bool IsRead;

    /// <summary>The request's.</summary>
    public int Length;

    /// <summary>Whom it came from.</summary>
    public UInt128 Address;
    public Request Parsed;

    /// <summary>Hashes of the client's networks, for a <see cref="RateLimiter"/>.</summary>
    public fixed ulong Buckets[RateLimitOptions.MostLevels];

    /// <summary>The prefix length of the limit that has been passed.</summary>
    public int LimitedBy;

    public PreparedQuestion Question;
}
