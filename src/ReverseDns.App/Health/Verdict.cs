namespace ReverseDns.App.Health;

/// <summary>What an instance says of itself, for whoever sends clients to it. Of all that is true the worst, which comes last.</summary>
internal enum Verdict
{
    Healthy,

    /// <summary>It answers rightly, and clients had better go to another instance where there is one.</summary>
    Degraded,

    /// <summary>Nobody should be sent here.</summary>
    Bad,

    /// <summary>It is about to stop: nobody should be sent here, and who comes is answered.</summary>
    Draining,
}
