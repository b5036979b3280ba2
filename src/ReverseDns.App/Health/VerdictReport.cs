namespace ReverseDns.App.Health;

/// <summary>The verdict for other programs and for people.</summary>
/// <param name="Name">Of the instance.</param>
/// <param name="Run">Another one for each process.</param>
/// <param name="Verdict">healthy, degraded, bad or draining.</param>
/// <param name="AgeSeconds">Since it was computed; more than two: nobody computes it any more.</param>
/// <param name="HoldSeconds">For how long all must be right before it becomes better.</param>
/// <param name="FloorHeld">It would be bad, were it not for the floor.</param>
/// <param name="Reasons">What is wrong at this moment.</param>
internal sealed record VerdictReport(
    string Name,
    string Run,
    string Version,
    string Verdict,
    DateTimeOffset Since,
    double AgeSeconds,
    double HoldSeconds,
    bool FloorHeld,
    string KeepLast,
    IReadOnlyList<ReasonReport> Reasons);

/// <param name="Class">degraded or bad.</param>
/// <param name="Data">It is about what is answered, not whether.</param>
internal sealed record ReasonReport(string Reason, string Class, bool Data, string Cause);
