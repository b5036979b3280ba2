namespace ReverseDns.App.Monitoring;

/// <summary>A line of the dashboard's table.</summary>
/// <param name="Loaded">When what is served was loaded or came, in seconds of Unix time.</param>
/// <param name="Problems">What is to be seen to.</param>
internal sealed record DashboardZone(string Zone, uint? Serial, int Records, long Loaded, IReadOnlyList<string> Problems);
