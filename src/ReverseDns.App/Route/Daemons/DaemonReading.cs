namespace ReverseDns.App.Route.Daemons;

/// <summary>What a daemon's own table says.</summary>
/// <param name="Error">Why it could not be read; null: it was.</param>
internal sealed record DaemonReading(string Daemon, string? Error, IReadOnlyList<ExportedRoute> Routes)
{
    public static DaemonReading Failed(string daemon, string error) => new(daemon, error, []);

    /// <summary>Withdrawn means that nobody hears of any prefix; else somebody has to hear of every one.</summary>
    public bool Shows(RouteState state, IReadOnlyList<AnnouncedAddress> addresses) => Error is null && (state == RouteState.Withdrawn
        ? Routes.Count == 0
        : addresses.All(address => Routes.Any(route => route.Prefix == address.Prefix)));

    public override string ToString() =>
        Error is not null ? $"{Daemon} cannot be read: {Error}"
        : Routes.Count == 0 ? $"{Daemon} announces nothing"
        : $"{Daemon} announces {string.Join(", ", Routes.GroupBy(route => route.Prefix).Select(group => $"{group.Key} ({group.First().Source}) to {string.Join(" ", group.Select(route => route.Session))}"))}";
}
