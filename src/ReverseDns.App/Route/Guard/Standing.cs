namespace ReverseDns.App.Route.Guard;

/// <summary>What the route is meant to be now.</summary>
/// <param name="Number">Of the change that made it so.</param>
/// <param name="Trouble">Why the kernel has it otherwise; null: it has not.</param>
/// <param name="HeldUntil">It is withdrawn for a fault, and not announced again before.</param>
internal sealed record Standing(
    long Number, RouteState State, DateTimeOffset Since, long Begin, string Cause, string? Trouble = null, DateTimeOffset? HeldUntil = null);
