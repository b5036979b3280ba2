namespace ReverseDns.Zones;

/// <summary>What the ZONEMD records of a version say of it (RFC 8976, section 4).</summary>
public enum ZoneDigestOutcome
{
    /// <summary>There are none.</summary>
    Absent,

    /// <summary>One at least is the digest of this version.</summary>
    Verified,

    /// <summary>None is of a scheme and hash that are known here.</summary>
    Unknown,

    /// <summary>They are of another serial.</summary>
    Stale,

    /// <summary>The version is not the one that was published.</summary>
    Wrong,
}
