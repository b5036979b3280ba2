using ReverseDns.App.Health;

namespace ReverseDns.App.Route;

/// <summary>One line of JSON to the guard. With a verdict it renews the lease of whoever sends it; without, it only asks how things stand.</summary>
/// <param name="Sent">A timestamp of the system's monotonic clock, which all processes share: what has waited in a queue is as old as it is.</param>
/// <param name="HandsOver">The process ends in a moment, and another takes its place: the lease holds for its time though the connection ends.</param>
internal sealed record LeaseMessage(int Process, Verdict? Verdict = null, IReadOnlyList<string>? Reasons = null, long Sent = 0, bool HandsOver = false);
