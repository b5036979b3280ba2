namespace ReverseDns.Zones;

/// <summary>What has become of a <see cref="ZoneDiff"/>.</summary>
public enum DiffOutcome
{
    Applied,

    /// <summary>It is not one of this version: it removes what is not there, adds what is, or leads to no valid SOA.</summary>
    DoesNotFit,

    /// <summary>
    /// It fits, but changes so much, or the way in which denial is proved, that the zone must be compiled whole
    /// (<see cref="CompiledZone.Compile"/>).
    /// </summary>
    CompileWhole,
}
