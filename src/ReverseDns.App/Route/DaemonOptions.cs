namespace ReverseDns.App.Route;

/// <summary>A routing daemon that is asked what it announces, and told where the interfaces do not say it.</summary>
/// <param name="Announced">BIRD: protocols that are enabled while announced, and else disabled. FRR: commands that make it so.</param>
/// <param name="Degraded">The same for second best.</param>
internal sealed record DaemonOptions(string Socket, IReadOnlyList<string> Announced, IReadOnlyList<string> Degraded);
