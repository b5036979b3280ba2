namespace ReverseDns.App.Route;

/// <summary>What the routing daemon is to tell the world; each is better than the one before.</summary>
internal enum RouteState
{
    Withdrawn,

    /// <summary>Announced so that others are preferred: with a longer path, a community, whatever the daemon's policy says.</summary>
    Degraded,

    Announced,
}
