using ReverseDns.App.Health;
using ReverseDns.App.Route;
using ReverseDns.App.Route.Guard;

namespace ReverseDns.App.Tests.Route;

public class LeaseBookTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    private readonly SteppedTime _clock = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private readonly LeaseBook _book;

    public LeaseBookTests() => _book = new LeaseBook(Lease, _clock);

    [Theory]
    [InlineData(Verdict.Healthy, RouteState.Announced)]
    [InlineData(Verdict.Degraded, RouteState.Degraded)]
    [InlineData(Verdict.Bad, RouteState.Withdrawn)]
    [InlineData(Verdict.Draining, RouteState.Withdrawn)]
    internal void The_route_follows_the_verdict(Verdict verdict, RouteState state)
    {
        Assert.True(Renew("server", verdict));

        Assert.Equal(state, _book.Decide().State);
    }

    [Fact]
    public void Nobody_has_a_lease_at_first() => Assert.Equal(RouteState.Withdrawn, _book.Decide().State);

    [Fact]
    public void A_lease_that_is_not_renewed_ends_with_its_time()
    {
        Renew("server", Verdict.Healthy);
        _clock.Pass(Lease - TimeSpan.FromMilliseconds(1));
        Assert.Equal(RouteState.Announced, _book.Decide().State);

        _clock.Pass(TimeSpan.FromMilliseconds(1));

        LeaseDecision decision = _book.Decide();
        Assert.Equal(RouteState.Withdrawn, decision.State);
        Assert.False(decision.IsAsked);
        Assert.Contains("said nothing", decision.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lease_ends_with_the_connection_of_its_holder()
    {
        Renew("server", Verdict.Healthy);

        _book.End("server");

        Assert.Equal(RouteState.Withdrawn, _book.Decide().State);
        Assert.Contains("is gone", _book.Decide().Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lease_that_is_handed_over_outlasts_its_holder_until_the_next_one_comes_or_its_time_is_over()
    {
        _book.TryRenew("old", new LeaseMessage(1, Verdict.Healthy, [], _clock.GetTimestamp(), HandsOver: true));
        _book.End("old");
        Assert.Equal(RouteState.Announced, _book.Decide().State);

        _clock.Pass(Lease);
        Assert.Equal(RouteState.Withdrawn, _book.Decide().State);

        Renew("new", Verdict.Degraded);
        Assert.Equal(RouteState.Degraded, _book.Decide().State);
        _book.End("new");
        Assert.Contains("is gone", _book.Decide().Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_waited_in_a_queue_renews_nothing()
    {
        long sent = _clock.GetTimestamp();
        _clock.Pass(Lease);

        Assert.False(_book.TryRenew("server", new LeaseMessage(1, Verdict.Healthy, [], sent)));
        Assert.False(_book.TryRenew("server", new LeaseMessage(1, Verdict.Healthy, [], _clock.GetTimestamp() + (2 * Lease.Ticks))));
        Assert.Equal(RouteState.Withdrawn, _book.Decide().State);
    }

    [Fact]
    public void Of_several_servers_the_worst_counts_but_for_one_that_drains()
    {
        Renew("new", Verdict.Healthy);
        Renew("old", Verdict.Draining);
        Assert.Equal(RouteState.Announced, _book.Decide().State);

        Renew("old", Verdict.Bad);
        Assert.Equal(RouteState.Withdrawn, _book.Decide().State);
    }

    [Fact]
    public void Reasons_are_the_cause()
    {
        _book.TryRenew("server", new LeaseMessage(7, Verdict.Bad, ["zone-expired", "no-answer-udp"], _clock.GetTimestamp()));

        Assert.Equal("process 7 is bad: zone-expired, no-answer-udp", _book.Decide().Cause);
    }

    [Fact]
    public void A_fault_that_comes_and_goes_changes_the_route_once_in_the_time_of_the_hold_down()
    {
        var holdDown = new HoldDown(TimeSpan.FromMinutes(1), RouteState.Withdrawn, _clock);
        int announced = 0;
        RouteState before = RouteState.Withdrawn;
        for (int second = 0; second < 600; second++)
        {
            bool isGood = second / 7 % 2 == 0;
            RouteState state = holdDown.Pass(new LeaseDecision(isGood ? RouteState.Announced : RouteState.Withdrawn, "", IsAsked: isGood));
            Assert.True(isGood || state == RouteState.Withdrawn, "no withdrawal waits");
            announced += state == RouteState.Announced && before == RouteState.Withdrawn ? 1 : 0;
            before = state;
            _clock.Pass(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(announced, 8, 10);
    }

    [Fact]
    public void A_withdrawal_that_was_asked_for_holds_nothing_down()
    {
        var holdDown = new HoldDown(TimeSpan.FromMinutes(1), RouteState.Announced, _clock);

        Assert.Equal(RouteState.Withdrawn, holdDown.Pass(new LeaseDecision(RouteState.Withdrawn, "", IsAsked: true)));
        Assert.Equal(RouteState.Withdrawn, holdDown.Pass(new LeaseDecision(RouteState.Withdrawn, "", IsAsked: false)));

        Assert.Equal(RouteState.Announced, holdDown.Pass(new LeaseDecision(RouteState.Announced, "", IsAsked: true)));
    }

    private bool Renew(string holder, Verdict verdict) => _book.TryRenew(holder, new LeaseMessage(1, verdict, [], _clock.GetTimestamp()));
}
