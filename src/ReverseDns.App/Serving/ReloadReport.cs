namespace ReverseDns.App.Serving;

/// <summary>What a reload did: one line for each zone that is not as it was.</summary>
/// <param name="Errors">Why nothing was done at all; the zones are then untouched.</param>
/// <param name="Notes">What the operator should know besides, such as keys that need a restart.</param>
internal sealed record ReloadReport(
    IReadOnlyList<string> Errors, IReadOnlyList<string> Notes, int Unchanged, IReadOnlyList<ZoneOutcome> Zones)
{
    /// <summary>From the request until what has changed was being answered.</summary>
    public long Milliseconds { get; init; }

    public int Broken => Zones.Count(zone => zone.IsBroken);

    public int Changed => Zones.Count - Broken;

    public bool IsClean => Errors.Count == 0 && Broken == 0;
}

internal sealed record ZoneOutcome(string Zone, ZoneChange Change, uint? Serial, IReadOnlyList<string> Errors)
{
    /// <summary>Null when the zone was read as a whole.</summary>
    public ZoneEdit? Edit { get; init; }

    public bool IsBroken => Change is ZoneChange.Kept or ZoneChange.LeftOut;
}

internal enum ZoneChange
{
    Added,
    Reloaded,
    Removed,

    /// <summary>The new file is broken: the zone is answered as before.</summary>
    Kept,

    /// <summary>A new zone that is broken: not answered, or with SERVFAIL where broken zones are allowed.</summary>
    LeftOut,
}
