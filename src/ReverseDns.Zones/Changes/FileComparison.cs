namespace ReverseDns.Zones;

/// <summary>What an edited zone file is beside the version that is served.</summary>
public enum FileComparison
{
    /// <summary>A diff away, which may be empty; not yet checked as a zone.</summary>
    Differs,

    /// <summary>Its entries have errors; it cannot be served.</summary>
    Broken,

    /// <summary>So different that it is to be read as a whole.</summary>
    TooDifferent,
}
