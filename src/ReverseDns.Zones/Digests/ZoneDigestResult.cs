namespace ReverseDns.Zones;

/// <param name="Remarks">Why records do not count; there may be some beside one that does.</param>
public sealed record ZoneDigestResult(ZoneDigestOutcome Outcome, IReadOnlyList<string> Remarks)
{
    /// <summary>Records of a known kind are there, and none of them vouches for the version.</summary>
    public bool IsFault => Outcome is ZoneDigestOutcome.Stale or ZoneDigestOutcome.Wrong;
}
