namespace ReverseDns.App.Route.Daemons;

/// <summary>
/// A routing daemon, by its control socket. Whatever it says or does not say in time becomes a reading or an error in words, and
/// never an exception. One call at a time.
/// </summary>
internal interface IRoutingDaemon
{
    /// <summary>Tells it what interfaces cannot; nothing where they can.</summary>
    /// <returns>What went wrong; null: nothing.</returns>
    Task<string?> TellAsync(RouteState state, CancellationToken cancellation);

    /// <summary>What it gives out of the prefixes, to whom.</summary>
    Task<DaemonReading> ReadAsync(CancellationToken cancellation);

    /// <summary>The last resort: ends the sessions to which it gives out what was withdrawn. The next announcement begins them again.</summary>
    Task<string?> SilenceAsync(IReadOnlyCollection<string> sessions, CancellationToken cancellation);
}
