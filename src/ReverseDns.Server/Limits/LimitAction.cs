namespace ReverseDns.Server;

/// <summary>What became of a question from who was beyond a limit.</summary>
public enum LimitAction
{
    Dropped,

    /// <summary>Answered with TC alone, or with BADCOOKIE.</summary>
    Slipped,

    /// <summary>Answered all the same, as limits are being tried out.</summary>
    DryRun,
}
