namespace ReverseDns.App.Route.Guard;

/// <summary>What the leases want.</summary>
/// <param name="IsAsked">A server wants it so; false: a withdrawal for a fault.</param>
internal sealed record LeaseDecision(RouteState State, string Cause, bool IsAsked);
