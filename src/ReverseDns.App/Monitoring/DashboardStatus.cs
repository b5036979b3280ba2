namespace ReverseDns.App.Monitoring;

/// <summary>What the head of the dashboard shows.</summary>
/// <param name="Started">In seconds of Unix time.</param>
/// <param name="Reasons">Why the instance is not healthy; none when it is.</param>
internal sealed record DashboardStatus(
    string Name, string Version, long Started, int Zones, long Records, IReadOnlyList<string> Addresses, IReadOnlyList<string> Reasons);
