namespace ReverseDns.Transfer.Tests;

public class SecondaryTimersTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly RefreshSettings Plain = new() { Jitter = 0 };

    [Fact]
    public void Refresh_and_expiry_are_those_of_the_soa()
    {
        var timers = SecondaryTimers.AfterSuccess(Now, Soa(7_200, 900, 1_209_600), null, Plain, part: 0.5);
        Assert.Equal(Now.AddSeconds(7_200), timers.NextCheck);
        Assert.Equal(Now.AddSeconds(1_209_600), timers.Expires);
    }

    [Fact]
    public void Timers_of_nought_make_no_storm()
    {
        var timers = SecondaryTimers.AfterSuccess(Now, Soa(0, 0, 0), null, Plain, part: 0);
        Assert.Equal(Now + Plain.MinRefresh, timers.NextCheck);
        Assert.Equal(Now + Plain.MinExpire, timers.Expires);
        Assert.Equal(Now + Plain.MinRetry, timers.AfterFailure(Now, Soa(0, 0, 0), Plain, part: 0).NextCheck);
    }

    [Fact]
    public void A_zone_is_kept_no_longer_than_the_primary_keeps_it()
    {
        var timers = SecondaryTimers.AfterSuccess(Now, Soa(7_200, 900, 1_209_600), TimeSpan.FromHours(2), Plain, part: 0);
        Assert.Equal(Now.AddHours(2), timers.Expires);
    }

    [Theory]
    [InlineData(48, 48)]          // hours
    [InlineData(24 * 30, 24 * 14)]
    [InlineData(1, 2.25)]         // not before a check and its repetition could have brought new ones
    [InlineData(-1, 24 * 14)]     // a primary that serves such a zone means it
    public void A_zone_is_kept_no_longer_than_its_signatures_unless_its_primary_says_so(double end, double expected)
    {
        var timers = SecondaryTimers.AfterSuccess(
            Now, Soa(7_200, 900, 1_209_600), null, Plain, part: 0, signaturesEnd: Now.AddHours(end));
        Assert.Equal(Now.AddHours(expected), timers.Expires);
    }

    [Fact]
    public void Instances_ask_at_different_times()
    {
        var settings = new RefreshSettings { Jitter = 0.1 };
        var timers = SecondaryTimers.AfterSuccess(Now, Soa(1_000, 900, 1_209_600), null, settings, part: 1);
        Assert.Equal(Now.AddSeconds(900), timers.NextCheck);
    }

    [Fact]
    public void Failure_does_not_put_off_the_expiry()
    {
        var timers = SecondaryTimers.AfterSuccess(Now, Soa(7_200, 900, 1_209_600), null, Plain, part: 0);
        SecondaryTimers failed = timers.AfterFailure(Now.AddHours(2), Soa(7_200, 900, 1_209_600), Plain, part: 0);
        Assert.Equal(timers.Expires, failed.Expires);
        Assert.Equal(Now.AddHours(2).AddSeconds(900), failed.NextCheck);
    }

    [Fact]
    public void What_was_never_got_is_tried_for_ever_and_ever_more_seldom()
    {
        var timers = SecondaryTimers.New(Now);
        DateTimeOffset now = Now;
        var waits = new List<double>();
        for (int i = 0; i < 30; i++)
        {
            timers = timers.AfterFailure(now, [], Plain, part: 0);
            waits.Add((timers.NextCheck - now).TotalSeconds);
            now = timers.NextCheck;
        }

        Assert.Equal([5, 10, 20, 40], waits[..4]);
        Assert.Equal(Plain.MaxRetry.TotalSeconds, waits[^1]);
    }

    [Fact]
    public void After_three_months_switched_off_a_zone_has_expired_and_is_checked_at_once()
    {
        byte[] soa = Soa(7_200, 900, 1_209_600);
        var before = SecondaryTimers.AfterSuccess(Now.AddDays(-90), soa, null, Plain, part: 0);
        SecondaryTimers timers = before.At(Now, soa, Plain);
        Assert.True(timers.Expires < Now);
        Assert.True(timers.NextCheck < Now);
    }

    [Fact]
    public void With_the_clock_set_back_a_day_a_zone_is_checked_at_once_and_kept_no_longer_than_it_would_have_been()
    {
        byte[] soa = Soa(7_200, 900, 1_209_600);
        var before = SecondaryTimers.AfterSuccess(Now.AddDays(1), soa, null, Plain, part: 0);
        SecondaryTimers timers = before.At(Now, soa, Plain);
        Assert.Equal(Now, timers.NextCheck);
        Assert.Equal(Now.AddSeconds(1_209_600), timers.Expires);
    }

    private static byte[] Soa(int refresh, int retry, int expire)
    {
        byte[] soa = new byte[22];
        int at = 6;
        foreach (int value in new[] { refresh, retry, expire })
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(soa.AsSpan(at), value);
            at += sizeof(int);
        }

        return soa;
    }
}
