namespace ReverseDns.App.Health;

/// <summary>The verdict of one second, after hysteresis.</summary>
/// <param name="Since">When it became what it is.</param>
/// <param name="Reasons">What is wrong at this moment, by name ("no-answer-udp"); that can be nothing while a verdict is still held.</param>
/// <param name="IsFloorHeld">It would be <see cref="Verdict.Bad"/>, were it not that stale data is better than none.</param>
/// <param name="Computed">When it was computed: a timestamp of the clock.</param>
internal sealed record VerdictReading(Verdict Verdict, DateTimeOffset Since, IReadOnlyList<string> Reasons, bool IsFloorHeld, long Computed);
