namespace ReverseDns.Dnssec;

/// <summary>The times that key files carry for operators and for BIND's tools; null: not set.</summary>
public sealed record KeyTiming
{
    public DateTimeOffset? Created { get; init; }

    /// <summary>From when the DNSKEY is in the zone.</summary>
    public DateTimeOffset? Publish { get; init; }

    /// <summary>From when the key signs.</summary>
    public DateTimeOffset? Activate { get; init; }

    public DateTimeOffset? Revoke { get; init; }

    /// <summary>From when the key signs no more.</summary>
    public DateTimeOffset? Inactive { get; init; }

    /// <summary>From when the DNSKEY is no longer in the zone.</summary>
    public DateTimeOffset? Delete { get; init; }

    /// <summary>From when CDS and CDNSKEY ask the parent for this key's DS.</summary>
    public DateTimeOffset? SyncPublish { get; init; }

    public DateTimeOffset? SyncDelete { get; init; }

    /// <summary>A key that was made and never used: the next roll takes it.</summary>
    public bool IsSpare => (Publish ?? Activate ?? Inactive ?? Delete) is null;
}
