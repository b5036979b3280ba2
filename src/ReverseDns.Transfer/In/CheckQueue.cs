using System.Diagnostics.CodeAnalysis;

namespace ReverseDns.Transfer;

/// <summary>
/// Which zone is checked next: those with a NOTIFY first and in places of their own, the others in the order of their times,
/// and not too many in a second. One thread at a time.
/// </summary>
/// <param name="isOurs">Says whether a zone is still the one that is looked after under its name.</param>
internal sealed class CheckQueue(RefreshSettings settings, TimeProvider clock, Func<SecondaryZone, bool> isOurs)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);

    private readonly CheckPace _pace = new(settings.MaxChecksPerSecond, clock);

    /// <summary>What comes next of each zone, its check or its end. Of one that has been put off there are several.</summary>
    private readonly PriorityQueue<SecondaryZone, DateTimeOffset> _events = new();

    /// <summary>Zones whose time has come, and those with a NOTIFY, waiting for a place.</summary>
    private readonly Queue<SecondaryZone> _ready = [];
    private readonly Queue<SecondaryZone> _notified = [];

    /// <summary>Forgets all that is to come; NOTIFYs stay.</summary>
    public void Clear()
    {
        _events.Clear();
        _ready.Clear();
    }

    public void Notify(SecondaryZone zone)
    {
        zone.NotifiedAt ??= clock.GetUtcNow();
        _notified.Enqueue(zone);
    }

    /// <summary>Has a zone's check or end come at its time.</summary>
    public void Schedule(SecondaryZone zone)
    {
        SecondaryTimers timers = zone.Timers;
        zone.Scheduled = !zone.IsExpired && timers.Expires < timers.NextCheck ? timers.Expires : timers.NextCheck;
        _events.Enqueue(zone, zone.Scheduled);
    }

    /// <summary>A zone may end while it is checked.</summary>
    public void ScheduleEnd(SecondaryZone zone) => _events.Enqueue(zone, zone.Timers.Expires);

    /// <summary>Takes notice of the times that have come.</summary>
    /// <param name="expired">Gets the zones that have come to their end.</param>
    public void TakeDue(DateTimeOffset now, List<SecondaryZone> expired)
    {
        while (_events.TryPeek(out SecondaryZone? zone, out DateTimeOffset at) && at <= now)
        {
            _events.Dequeue();
            if (!isOurs(zone))
            {
                continue;
            }

            if (!zone.IsExpired && zone.Timers.Expires <= now)
            {
                zone.IsExpired = true;
                expired.Add(zone);
            }

            if (zone.IsRunning || zone.IsReady || at != zone.Scheduled)
            {
                continue;
            }

            if (zone.Timers.NextCheck <= now)
            {
                zone.IsReady = true;
                _ready.Enqueue(zone);
            }
            else
            {
                Schedule(zone);
            }
        }
    }

    /// <summary>Takes a zone that is to be checked now; false when none is, or there is no place, or it has to wait for its turn.</summary>
    /// <param name="running">How many are being checked.</param>
    public bool TryTake(DateTimeOffset now, int running, [NotNullWhen(true)] out SecondaryZone? zone) =>
        TryTakeNotified(running, out zone) || TryTakeReady(now, running, out zone);

    /// <summary>How long there is nothing to take.</summary>
    public TimeSpan Wait(DateTimeOffset now, int running)
    {
        TimeSpan wait = _events.TryPeek(out _, out DateTimeOffset at) && at - now < LongestWait ? at - now : LongestWait;

        // What is due waits for its turn; where it has no place, for one to become free, which is told.
        bool isPaced = _ready.Count > 0 && running < settings.MaxRunning;
        return isPaced || wait < ShortestWait ? ShortestWait : wait;
    }

    private bool TryTakeNotified(int running, [NotNullWhen(true)] out SecondaryZone? zone)
    {
        while (running < 2 * settings.MaxRunning && _notified.TryDequeue(out zone))
        {
            // One that runs is put here again when it ends.
            if (isOurs(zone) && zone.IsNotified && !zone.IsRunning)
            {
                return true;
            }
        }

        zone = null;
        return false;
    }

    private bool TryTakeReady(DateTimeOffset now, int running, [NotNullWhen(true)] out SecondaryZone? zone)
    {
        while (running < settings.MaxRunning && _ready.TryPeek(out zone))
        {
            bool isDue = isOurs(zone) && !zone.IsRunning && zone.Timers.NextCheck <= now;
            if (isDue && !_pace.TryTake())
            {
                break;
            }

            _ready.Dequeue();
            zone.IsReady = false;
            if (isDue)
            {
                return true;
            }

            if (!zone.IsRunning)
            {
                Schedule(zone);
            }
        }

        zone = null;
        return false;
    }
}
