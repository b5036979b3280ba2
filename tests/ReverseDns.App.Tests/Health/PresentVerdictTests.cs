using ReverseDns.App.Health;

namespace ReverseDns.App.Tests.Health;

public class PresentVerdictTests
{
    private readonly SteppedTime _clock = new(DateTimeOffset.UnixEpoch);
    private readonly PresentVerdict _present;

    public PresentVerdictTests() => _present = new PresentVerdict(_clock);

    [Fact]
    public void Nobody_is_sent_to_an_instance_that_has_not_been_judged() => Assert.Equal(Verdict.Bad, _present.Verdict);

    [Fact]
    public void A_verdict_that_is_not_computed_anew_is_bad_after_two_seconds()
    {
        _present.Set(Verdict.Healthy, [], isFloorHeld: false);
        _clock.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(Verdict.Healthy, _present.Verdict);
        _clock.Pass(TimeSpan.FromMilliseconds(1));
        Assert.Equal(Verdict.Bad, _present.Verdict);
        _present.Set(Verdict.Degraded, ["disk-low"], isFloorHeld: false);
        Assert.Equal(Verdict.Degraded, _present.Verdict);
    }

    [Fact]
    public void Who_acts_on_it_is_told_of_changes_alone()
    {
        List<Verdict> told = [];
        _present.Changed = reading => told.Add(reading.Verdict);
        _present.Set(Verdict.Healthy, [], isFloorHeld: false);
        _clock.Pass(TimeSpan.FromSeconds(1));
        _present.Set(Verdict.Healthy, [], isFloorHeld: false);
        _present.Set(Verdict.Draining, ["draining"], isFloorHeld: false);
        Assert.Equal([Verdict.Healthy, Verdict.Draining], told);
    }
}
