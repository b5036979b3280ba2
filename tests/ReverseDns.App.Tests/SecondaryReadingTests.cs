using System.Net;
using ReverseDns.App.Control;
using ReverseDns.App.Serving;
using ReverseDns.Protocol;
using ReverseDns.Transfer;

namespace ReverseDns.App.Tests;

/// <summary>What a secondary zone is said to be, of what is known and what is answered from.</summary>
public class SecondaryReadingTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Primary First = new(IPEndPoint.Parse("192.0.2.1:53"));
    private static readonly Primary Second = new(IPEndPoint.Parse("192.0.2.2:53"));

    private readonly SecondaryZone _zone = new(DomainName.Parse("2.0.192.in-addr.arpa"), [First, Second])
    {
        Timers = new SecondaryTimers(Now.AddHours(-1), Now.AddHours(1), Now.AddDays(14), 0),
        ExpireOfSoa = TimeSpan.FromDays(14),
    };

    [Fact]
    public void What_is_served_is_good_when_nothing_newer_is_on_offer_and_unchecked_before_anybody_was_asked()
    {
        Assert.Equal(ZoneState.Unchecked, Judge(served: 5).State);
        Offer(5, 4, Now);
        Assert.Equal((ZoneState.Good, null), Judge(served: 5));
        Assert.Equal((5u, 0L), (Status(served: 5).OfferedSerial!.Value, Status(served: 5).LagSeconds!.Value));
    }

    [Fact]
    public void Nothing_is_known_of_lag_before_anybody_was_asked() => Assert.Null(Status(served: 5).LagSeconds);

    [Fact]
    public void A_zone_is_stuck_when_newer_versions_come_for_longer_than_a_transfer_may_take()
    {
        Offer(6, 5, Now.AddMinutes(-31));
        _zone.Compare(new Serial(5), Now.AddMinutes(-31));
        Offer(7, 5, Now.AddMinutes(-1));
        _zone.Compare(new Serial(5), Now.AddMinutes(-1));
        (ZoneState state, string? reason) = Judge(served: 5);
        Assert.Equal(ZoneState.Stuck, state);
        Assert.Equal("serial 7 has been on offer since 2026-11-01 11:29:00Z, 5 is served", reason);
        Assert.Equal(31 * 60, Status(served: 5).LagSeconds);
        Assert.Equal(ZoneState.Good, Judge(served: 7).State);
    }

    [Fact]
    public void What_the_gate_keeps_out_is_named_at_once_and_when_it_is_stuck()
    {
        Offer(6, 5, Now.AddMinutes(-31));
        _zone.Compare(new Serial(5), Now.AddMinutes(-1));
        Assert.Equal((ZoneState.Refused, "too small"), Judge(served: 5, refused: "too small"));
        Assert.Equal(ZoneState.Behind, Judge(served: 5).State);
    }

    [Fact]
    public void A_primary_that_answers_counts_for_what_is_on_offer_and_one_that_is_gone_does_not()
    {
        Offer(9, 5, Now.AddDays(-3));
        _zone.Offer(0, serial: null, Now);
        Assert.Equal(5u, Status(served: 5).OfferedSerial);
        _zone.Offer(1, serial: null, Now);
        Assert.Equal(9u, Status(served: 5).OfferedSerial);
    }

    [Theory]
    [InlineData(49, 14, false)] // hours left, days of the SOA
    [InlineData(47, 14, true)]
    [InlineData(7, 1, false)]
    [InlineData(5, 1, true)]
    public void A_zone_is_expiring_when_a_quarter_of_its_time_is_left_or_two_days(int left, int days, bool isExpiring)
    {
        Offer(5, 5, Now);
        _zone.Timers = _zone.Timers with { Expires = Now.AddHours(left) };
        _zone.ExpireOfSoa = TimeSpan.FromDays(days);
        Assert.Equal(isExpiring ? ZoneState.Expiring : ZoneState.Good, Judge(served: 5).State);
        Assert.Equal(left * 3_600, Status(served: 5).SecondsToExpiry);
    }

    [Fact]
    public void An_expired_zone_and_one_that_never_came_name_what_their_primaries_say()
    {
        var refused = new TransferProblem(TransferFault.Refused, "the answer is Refused (extended error 18 Prohibited)", 18);
        _zone.Conclude(0, refused, Now);
        _zone.Conclude(1, problem: null, Now);
        string said = $": {First}: {refused.Text}";
        Assert.Equal((ZoneState.Expired, $"it has expired, last confirmed 2026-11-01 11:00:00Z{said}"), Judge(served: null, ExtendedError.InvalidData));
        Assert.Equal((ZoneState.Missing, $"it has never come{said}"), Judge(served: null, ExtendedError.NotReady));
        PrimaryReport[] reports = [.. Status(served: null).Primaries];
        Assert.Equal(("Refused", 18, 1, Now), (reports[0].Fault, reports[0].ExtendedError, reports[0].Failures, reports[0].FailingSince));
        Assert.Equal((null, Now), (reports[1].Fault, reports[1].LastSuccess));
    }

    [Fact]
    public void Primaries_that_are_all_behind_are_a_failure_in_words()
    {
        Offer(4, 3, Now);
        _zone.Timers = _zone.Timers with { Failures = 2 };
        Assert.Equal(
            (ZoneState.Failing, "2 checks since 2026-11-01 11:00:00Z without success; serial 4 is on offer, older than 5 that is served"),
            Judge(served: 5));
    }

    private void Offer(uint first, uint second, DateTimeOffset at)
    {
        _zone.Offer(0, new Serial(first), at);
        _zone.Offer(1, new Serial(second), at);
    }

    private (ZoneState State, string? Reason) Judge(uint? served, ExtendedError whyNot = ExtendedError.None, string? refused = null) =>
        Read(served).Judge(whyNot, refused);

    private SecondaryStatus Status(uint? served) => Read(served).ToStatus();

    private SecondaryReading Read(uint? served) =>
        new(_zone, served is not null, served is uint serial ? new Serial(serial) : null, loadedAt: Now, Now);
}
