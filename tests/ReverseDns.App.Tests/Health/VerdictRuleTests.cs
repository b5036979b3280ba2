using FsCheck;
using FsCheck.Fluent;
using ReverseDns.App.Health;

namespace ReverseDns.App.Tests.Health;

public class VerdictRuleTests
{
    private static readonly HealthOptions Plain = new() { StartHold = TimeSpan.Zero, KeepLast = KeepLast.Never };
    private static readonly Reason Silent = new(ReasonKind.NoAnswerUdp, "192.0.2.53:53");
    private static readonly Reason Full = new(ReasonKind.DiskLow, "1 %");
    private static readonly Reason Expired = new(ReasonKind.ZoneExpired, "example.");
    private static readonly Reason Stuck = new(ReasonKind.WorkerStuck, "udp-0");

    [Fact]
    public void Three_bad_seconds_in_a_row_make_it_bad_and_two_do_not()
    {
        var seconds = new Seconds(Plain);
        Assert.Equal(Verdict.Healthy, seconds.Pass(5));
        Assert.Equal(Verdict.Healthy, seconds.Pass(2, Silent));
        Assert.Equal(Verdict.Healthy, seconds.Pass(1));
        Assert.Equal(Verdict.Healthy, seconds.Pass(2, Silent));
        Assert.Equal(Verdict.Bad, seconds.Pass(1, Silent));
    }

    [Fact]
    public void It_is_well_again_after_a_minute_without_a_break()
    {
        var seconds = new Seconds(Plain);
        seconds.Pass(5);
        seconds.Pass(3, Silent);
        Assert.Equal(Verdict.Bad, seconds.Pass(60));
        seconds.Pass(1, Silent);
        Assert.Equal(Verdict.Bad, seconds.Pass(60));
        Assert.Equal(Verdict.Healthy, seconds.Pass(1));
    }

    [Fact]
    public void A_stuck_thread_is_believed_at_once() => Assert.Equal(Verdict.Bad, After(5, Stuck));

    [Fact]
    public void A_lesser_reason_degrades() => Assert.Equal(Verdict.Degraded, After(5, Full, Full, Full));

    [Fact]
    public void Nobody_is_sent_to_an_instance_before_it_has_been_right_for_the_time_after_a_start()
    {
        var seconds = new Seconds(Plain with { StartHold = TimeSpan.FromSeconds(10) });
        Assert.Equal(Verdict.Bad, seconds.Pass(10));
        Assert.Equal(Verdict.Healthy, seconds.Pass(1));
    }

    [Fact]
    public void An_instance_that_starts_with_expired_data_is_never_shown_to_be_well()
    {
        var seconds = new Seconds(Plain);
        Assert.Equal(Verdict.Bad, seconds.Pass(1, Expired));
        Assert.Equal(Verdict.Bad, seconds.Pass(100, Expired));
    }

    [Fact]
    public void The_time_to_be_well_doubles_while_a_fault_comes_and_goes_up_to_an_hour()
    {
        var seconds = new Seconds(Plain);
        seconds.Pass(5);
        List<int> holds = [];
        for (int fault = 0; fault < 9; fault++)
        {
            Assert.Equal(Verdict.Bad, seconds.Pass(3, Silent));
            int held = 0;
            while (seconds.Pass(1) == Verdict.Bad)
            {
                held++;
            }

            holds.Add(held);
        }

        Assert.Equal([60, 120, 240, 480, 960, 1920, 3600, 3600, 3600], holds);
    }

    [Fact]
    public void A_fault_long_after_the_last_has_nothing_to_do_with_it()
    {
        var seconds = new Seconds(Plain);
        seconds.Pass(5);
        seconds.Pass(3, Silent);
        seconds.Pass(61);
        seconds.Pass(601);
        seconds.Pass(3, Silent);
        Assert.Equal(Verdict.Healthy, seconds.Pass(61));
    }

    [Fact]
    public void With_a_floor_of_data_expired_zones_degrade_and_silence_is_bad()
    {
        var seconds = new Seconds(Plain with { KeepLast = KeepLast.Data });
        seconds.Pass(5);
        Assert.Equal(Verdict.Degraded, seconds.Pass(10, Expired));
        Assert.True(seconds.IsFloorHeld);
        Assert.Equal(Verdict.Bad, seconds.Pass(3, Expired, Silent));
        Assert.False(seconds.IsFloorHeld);
    }

    [Fact]
    public void With_the_last_floor_nothing_is_bad_once_it_has_been_well()
    {
        var seconds = new Seconds(Plain with { KeepLast = KeepLast.Always });
        Assert.Equal(Verdict.Bad, seconds.Pass(10, Silent));
        Assert.Equal(Verdict.Healthy, seconds.Pass(61));
        Assert.Equal(Verdict.Degraded, seconds.Pass(10, Silent));
        Assert.True(seconds.IsFloorHeld);
    }

    [Fact]
    public void Expired_zones_are_left_to_others_that_are_known_to_be_well()
    {
        var seconds = new Seconds(Plain with { KeepLast = KeepLast.Fleet }) { OthersAreWell = true };
        seconds.Pass(100);
        Assert.Equal(Verdict.Degraded, seconds.Pass(17, Expired));
        Assert.Equal(Verdict.Bad, seconds.Pass(1, Expired));
    }

    [Fact]
    public void When_all_fall_at_the_same_time_all_stay()
    {
        var seconds = new Seconds(Plain with { KeepLast = KeepLast.Fleet }) { OthersAreWell = true };
        seconds.Pass(100);
        Assert.Equal(Verdict.Degraded, seconds.Pass(10, Expired));
        seconds.OthersAreWell = false;
        Assert.Equal(Verdict.Degraded, seconds.Pass(100, Expired));
        Assert.True(seconds.IsFloorHeld);
    }

    [Fact]
    public void An_instance_that_has_left_comes_back_at_once_when_the_others_fall_too()
    {
        var seconds = new Seconds(Plain with { KeepLast = KeepLast.Fleet }) { OthersAreWell = true };
        seconds.Pass(100);
        Assert.Equal(Verdict.Bad, seconds.Pass(20, Expired));
        seconds.OthersAreWell = false;
        Assert.Equal(Verdict.Degraded, seconds.Pass(1, Expired));
        Assert.True(seconds.IsFloorHeld);
    }

    [Fact]
    public void Whatever_happens_a_verdict_becomes_better_once_a_minute_and_a_fault_that_lasts_is_noticed()
    {
        Gen<int> spell = Gen.Choose(1, 150);
        Gen<(int Kind, int Seconds)[]> story = Gen.Choose(0, 4).SelectMany(kind => spell.Select(length => (kind, length))).ArrayOf(12);
        Prop.ForAll(story.ToArbitrary(), spells => HasNoFault(spells)).QuickCheckThrowOnFailure();
    }

    private static bool HasNoFault((int Kind, int Seconds)[] spells)
    {
        Reason[][] reasons = [[], [Silent], [Full], [Expired], [Stuck, Full]];
        var seconds = new Seconds(Plain);
        Verdict last = seconds.Pass(1);
        (int second, int bettered, int wrong) = (0, int.MinValue / 2, 0);
        foreach (Reason[] now in spells.SelectMany(spell => Enumerable.Repeat(reasons[spell.Kind], spell.Seconds)))
        {
            Verdict verdict = seconds.Pass(1, now);
            second++;
            wrong = Array.Exists(now, reason => reason.Kind.Class == ReasonClass.Bad) ? wrong + 1 : 0;
            bool isTooSoon = verdict < last && second - bettered < 60;
            bool isUnnoticed = wrong >= 6 && verdict != Verdict.Bad;
            if (isTooSoon || isUnnoticed)
            {
                return false;
            }

            bettered = verdict < last ? second : bettered;
            last = verdict;
        }

        return true;
    }

    private static Verdict After(int well, params Reason[] each)
    {
        var seconds = new Seconds(Plain);
        seconds.Pass(well);
        Verdict verdict = Verdict.Healthy;
        foreach (Reason reason in each)
        {
            verdict = seconds.Pass(1, reason);
        }

        return verdict;
    }

    /// <summary>Second after second is judged.</summary>
    private sealed class Seconds(HealthOptions options)
    {
        private readonly VerdictRule _rule = new(options);
        private int _now;

        public bool OthersAreWell { get; set; }

        public bool IsFloorHeld => _rule.IsFloorHeld;

        public Verdict Pass(int count, params Reason[] reasons)
        {
            Verdict verdict = Verdict.Healthy;
            for (int second = 0; second < count; second++)
            {
                verdict = _rule.Judge(reasons, OthersAreWell, TimeSpan.FromSeconds(_now++));
            }

            return verdict;
        }
    }
}
