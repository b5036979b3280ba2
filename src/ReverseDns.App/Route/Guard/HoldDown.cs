namespace ReverseDns.App.Route.Guard;

/// <summary>
/// Lets a route change for a fault at most once in a while: what was withdrawn for one is announced again only after the time
/// has passed, and no withdrawal is delayed. For one thread.
/// </summary>
/// <param name="state">As it is at the beginning.</param>
internal sealed class HoldDown(TimeSpan time, RouteState state, TimeProvider clock)
{
    private DateTimeOffset? _until;
    private long _begin;
    private RouteState _state = state;

    /// <summary>Null: it may be announced now.</summary>
    public DateTimeOffset? Until => _until is not null && clock.GetElapsedTime(_begin) < time ? _until : null;

    public RouteState Pass(LeaseDecision decision)
    {
        if (decision.State == RouteState.Withdrawn)
        {
            if (_state != RouteState.Withdrawn && !decision.IsAsked)
            {
                (_begin, _until) = (clock.GetTimestamp(), clock.GetUtcNow() + time);
            }

            return _state = RouteState.Withdrawn;
        }

        return _state = Until is null ? decision.State : RouteState.Withdrawn;
    }
}
