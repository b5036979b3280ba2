namespace ReverseDns.App.Route;

/// <summary>What is announced, how, and for how long nobody may be silent.</summary>
internal sealed record RouteOptions
{
    public const string DefaultSocket = "/run/rdns-route/route.sock";

    public required IReadOnlyList<AnnouncedAddress> Addresses { get; init; }

    /// <summary>Where the server renews its lease.</summary>
    public string Socket { get; init; } = DefaultSocket;

    /// <summary>A server that says nothing for this long is dead, stopped or stuck.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>After a withdrawal that was not asked for.</summary>
    public TimeSpan HoldDown { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Has the addresses all the time, so that they are answered while nothing is announced.</summary>
    public string HoldInterface { get; init; } = "lo";

    /// <summary>Has them while they are announced; null: none has, and only the daemons are told.</summary>
    public string? Interface { get; init; } = "rdns0";

    /// <summary>Has them while they are announced as second best; null: no difference is made.</summary>
    public string? DegradedInterface { get; init; } = "rdns0-degraded";

    /// <summary>Null: there is no BIRD.</summary>
    public DaemonOptions? Bird { get; init; }

    /// <summary>Null: there is no FRR.</summary>
    public DaemonOptions? Frr { get; init; }
}
