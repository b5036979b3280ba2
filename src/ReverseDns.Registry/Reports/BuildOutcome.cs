namespace ReverseDns.Registry;

/// <summary>How a build ended.</summary>
public enum BuildOutcome
{
    /// <summary>At least one zone file is new.</summary>
    Published,

    /// <summary>All is well, and every zone is as it was.</summary>
    Unchanged,

    /// <summary>The change guard stopped it; nothing was published.</summary>
    Refused,

    /// <summary>An error stopped it; nothing was published.</summary>
    Failed,

    /// <summary>It would have been published, but only a check was asked for.</summary>
    Checked,
}
