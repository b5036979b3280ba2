namespace ReverseDns.App.Serving;

/// <summary>How a zone stands: of all that is true of it the worst, which comes last.</summary>
internal enum ZoneState
{
    /// <summary>What is answered is what it should be, as far as anybody has said.</summary>
    Good,

    /// <summary>No primary has been asked since the start.</summary>
    Unchecked,

    /// <summary>A primary offers something newer than what is answered with.</summary>
    Behind,

    /// <summary>By the last check no primary has what is answered with, and none has given anything newer.</summary>
    Failing,

    /// <summary>From here on somebody has to see to it. Its keys, its signatures, or a fault of ours.</summary>
    Alarm,

    /// <summary>What came last is kept out by the zone's gate.</summary>
    Refused,

    /// <summary>Something newer has been on offer for longer than a transfer may take.</summary>
    Stuck,

    /// <summary>It will expire soon.</summary>
    Expiring,

    /// <summary>SERVFAIL is answered until a primary has it again.</summary>
    Expired,

    /// <summary>It has never come from a primary: SERVFAIL is answered.</summary>
    Missing,

    /// <summary>Its file cannot be served: SERVFAIL is answered.</summary>
    Broken,
}
