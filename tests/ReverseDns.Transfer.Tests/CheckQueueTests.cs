using System.Globalization;
using ReverseDns.Protocol;

namespace ReverseDns.Transfer.Tests;

/// <summary>Fifty thousand zones whose time has come all at once.</summary>
public class CheckQueueTests
{
    private const int Count = 50_000;
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly RefreshSettings Settings = RefreshSettings.Default;

    private readonly SteppedTime _clock = new(Now);
    private readonly SecondaryZone[] _zones = [.. Enumerable.Range(0, Count).Select(Zone)];

    [Fact]
    public void No_more_checks_begin_in_a_second_than_may_however_fast_they_are()
    {
        CheckQueue queue = Fill();
        int taken = 0;
        var perSecond = new List<int>();
        while (taken < Count)
        {
            int before = taken;
            for (int step = 0; step < 100; step++)
            {
                while (queue.TryTake(_clock.GetUtcNow(), running: 0, out _))
                {
                    taken++;
                }

                _clock.Pass(queue.Wait(_clock.GetUtcNow(), running: 0));
            }

            perSecond.Add(taken - before);
        }

        Assert.InRange(perSecond.Max(), 1, Settings.MaxChecksPerSecond * 11 / 10);
        Assert.InRange(perSecond.Count, Count / Settings.MaxChecksPerSecond * 9 / 10, (Count / Settings.MaxChecksPerSecond) + 10);
    }

    [Fact]
    public void A_zone_with_a_notify_is_next_though_all_places_are_taken_and_all_others_wait()
    {
        CheckQueue queue = Fill();
        Assert.False(queue.TryTake(Now, Settings.MaxRunning, out _));
        queue.Notify(_zones[^1]);
        Assert.True(queue.TryTake(Now, Settings.MaxRunning, out SecondaryZone? first));
        Assert.Same(_zones[^1], first);
        Assert.False(queue.TryTake(Now, Settings.MaxRunning, out _));
    }

    [Fact]
    public void There_is_a_limit_for_those_with_a_notify_too()
    {
        CheckQueue queue = Fill();
        Array.ForEach(_zones[..1_000], queue.Notify);
        int running = 0;
        while (queue.TryTake(Now, running, out SecondaryZone? zone))
        {
            (zone.IsRunning, zone.NotifiedAt) = (true, null);
            running++;
        }

        Assert.Equal(2 * Settings.MaxRunning, running);
    }

    private static SecondaryZone Zone(int number) =>
        new(DomainName.Parse(string.Create(CultureInfo.InvariantCulture, $"{number & 255}.{number >> 8}.10.in-addr.arpa")), [])
        {
            Timers = SecondaryTimers.New(Now),
        };

    private CheckQueue Fill()
    {
        var queue = new CheckQueue(Settings, _clock, _ => true);
        Array.ForEach(_zones, queue.Schedule);
        var expired = new List<SecondaryZone>();
        queue.TakeDue(Now, expired);
        Assert.Empty(expired);
        return queue;
    }
}
