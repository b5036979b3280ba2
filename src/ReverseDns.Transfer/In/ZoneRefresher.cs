using System.Security.Cryptography;
using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>
/// Keeps secondary zones as their primaries have them: checks each when its time has come or a NOTIFY says so, some at once,
/// those with a NOTIFY before all others; lets them expire; keeps their timers in a file.
/// </summary>
public sealed class ZoneRefresher : IAsyncDisposable
{
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromSeconds(5);

    private readonly SecondaryDoor _door;
    private readonly RefreshSettings _settings;
    private readonly TimeProvider _clock;
    private readonly PrimaryClient _client;
    private readonly TimerFile? _file;
    private readonly ClockWatch _watch;
    private readonly CheckQueue _queue;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _running = [];

    private Dictionary<DomainName, SecondaryZone> _zones = [];
    private Dictionary<DomainName, SecondaryTimers>? _saved;
    private Task _loop = Task.CompletedTask;
    private DateTimeOffset _nextWrite = DateTimeOffset.MinValue;
    private bool _hasNews;

    /// <param name="timerFile">Keeps the timers for the next start; null: nothing does.</param>
    public ZoneRefresher(SecondaryDoor door, RefreshSettings settings, TimeProvider clock, string? timerFile)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (_door, _settings, _clock) = (door, settings, clock);
        _client = new PrimaryClient(settings.Limits, clock);
        (_watch, _queue) = (new ClockWatch(clock), new CheckQueue(settings, clock, IsOurs));
        _file = timerFile is null ? null : new TimerFile(timerFile);
    }

    /// <summary>Why timers could not be written; null while they can.</summary>
    public string? WriteError { get; private set; }

    /// <summary>What has come from primaries; failed are those transfers too that led to nothing that is served.</summary>
    public TransferCounts Received { get; } = new();

    /// <summary>What went wrong last in a check: a bug of ours.</summary>
    public Exception? LastFault { get; private set; }

    /// <summary>Without a lock.</summary>
    public SecondaryZone? Find(DomainName origin) => Volatile.Read(ref _zones).GetValueOrDefault(origin);

    /// <summary>Until when a zone of ours is served; null for any other. Without a lock.</summary>
    public DateTimeOffset? ExpiryOf(DomainName origin) => Find(origin)?.Timers.Expires;

    /// <summary>Zones whose time was over while nobody looked after them, by the timers of the last run.</summary>
    public IReadOnlyList<DomainName> FindExpired()
    {
        DateTimeOffset now = _clock.GetUtcNow();
        return [.. Saved.Where(zone => zone.Value.Expires <= now).Select(zone => zone.Key)];
    }

    /// <summary>Starts with timers of the last run, as far as they are of these zones.</summary>
    public void Start(IEnumerable<SecondaryZone> zones)
    {
        Replace(zones, Saved);
        _saved = null;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Looks after these zones from now on; those that stay keep their timers.</summary>
    public void Replace(IEnumerable<SecondaryZone> zones) => Replace(zones, new Dictionary<DomainName, SecondaryTimers>());

    /// <summary>
    /// A primary says that the zone has changed. Says whether that is one of the zone's: if so, the zone is checked before all
    /// that have only a timer. More NOTIFYs until then are one.
    /// </summary>
    /// <param name="from">The sender, its port not looked at.</param>
    /// <param name="key">The key that the NOTIFY has been verified by.</param>
    public bool TryNotify(DomainName origin, AddressPrefix from, DomainName? key, Serial? serial)
    {
        lock (_lock)
        {
            if (!_zones.TryGetValue(origin, out SecondaryZone? zone)
                || !zone.Primaries.Any(primary => primary.IsAt(from) && primary.Key?.Name == key))
            {
                return false;
            }

            // One that is older is looked at as well: a serial that was set back at the primary is to be heard of now, not with the next refresh.
            bool isKnown = serial is Serial said && _door.ServedSoa(origin) is { } soa
                && !zone.IsExpired && said == ZoneTransfer.SerialOf(soa);
            if (!isKnown && !zone.IsNotified)
            {
                Notify(zone);
            }

            return true;
        }
    }

    /// <summary>Has a zone checked at once, whatever its timers are; false when it is not one of ours.</summary>
    public bool TryCheckNow(DomainName origin)
    {
        lock (_lock)
        {
            if (_zones.GetValueOrDefault(origin) is not { } zone)
            {
                return false;
            }

            Notify(zone);
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _work.Release();
        await _loop;
        await Task.WhenAll(_running);
        Write();
        _stopping.Dispose();
        _work.Dispose();
    }

    private Dictionary<DomainName, SecondaryTimers> Saved => _saved ??= _file?.Read() ?? [];

    private void Replace(IEnumerable<SecondaryZone> zones, IReadOnlyDictionary<DomainName, SecondaryTimers> saved)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        lock (_lock)
        {
            var next = new Dictionary<DomainName, SecondaryZone>();
            foreach (SecondaryZone wanted in zones)
            {
                byte[]? soa = _door.ServedSoa(wanted.Origin);
                SecondaryZone? before = _zones.GetValueOrDefault(wanted.Origin);
                bool stays = before is not null && before.Primaries.SequenceEqual(wanted.Primaries)
                    && (soa is not null || before.IsRunning || before.IsExpired);
                if (!stays)
                {
                    Begin(wanted, before, saved, soa, now);
                }

                next[wanted.Origin] = stays ? before! : wanted;
            }

            Volatile.Write(ref _zones, next);
            _queue.Clear();
            foreach (SecondaryZone zone in next.Values)
            {
                zone.IsReady = false;
                _queue.Schedule(zone);
            }
        }

        _work.Release();
    }

    private void Begin(
        SecondaryZone zone,
        SecondaryZone? before,
        IReadOnlyDictionary<DomainName, SecondaryTimers> saved,
        byte[]? soa,
        DateTimeOffset now)
    {
        SecondaryTimers? kept = before?.Timers ?? saved.GetValueOrDefault(zone.Origin);
        zone.Part = RandomNumberGenerator.GetInt32(1_000) / 1_000.0;
        zone.IsExpired = before?.IsExpired ?? (soa is null && kept?.Expires <= now);
        zone.ExpireOfSoa = SecondaryTimers.ExpireOf(soa, _settings);
        zone.Timers = kept is null ? FirstTimers(zone, soa, now)
            : soa is null ? SecondaryTimers.New(now) with { Checked = kept.Checked < now ? kept.Checked : now }
            : kept.At(now, soa, _settings);
        if (before is not null)
        {
            zone.Inherit(before);
            zone.Timers = before.Timers.Failures > 0 ? zone.Timers with { NextCheck = now } : zone.Timers;
        }
    }

    /// <summary>Without a version a zone is got at once; with one and no timers it is soon, but not all such zones together.</summary>
    private SecondaryTimers FirstTimers(SecondaryZone zone, byte[]? soa, DateTimeOffset now) =>
        soa is null
            ? SecondaryTimers.New(now)
            : SecondaryTimers.AfterSuccess(
                now, soa, primaryKeeps: null, _settings, zone.Part, _door.SignaturesEnd?.Invoke(zone.Origin)) with
            {
                NextCheck = now + (_settings.MinRefresh * zone.Part),
            };

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            DateTimeOffset now = _clock.GetUtcNow();
            List<SecondaryZone> expired = [];
            lock (_lock)
            {
                _running.RemoveAll(task => task.IsCompleted);
                if (_watch.WasSetBack(now))
                {
                    StartAnew(now);
                }

                _queue.TakeDue(now, expired);
                while (_queue.TryTake(now, _running.Count, out SecondaryZone? zone))
                {
                    Start(zone, now);
                }
            }

            await Task.WhenAll(expired.Select(ExpireAsync));

            if (_hasNews && now >= _nextWrite)
            {
                Write();
            }

            await _work.WaitAsync(NextWait(now));
            while (_work.Wait(TimeSpan.Zero))
            {
                // However often it was told: all that is due is found at once.
            }
        }
    }

    /// <summary>A fault with one zone is no reason to stop looking after the others.</summary>
    private async Task ExpireAsync(SecondaryZone zone)
    {
        try
        {
            await _door.Expire(zone.Origin);
        }
        catch (Exception bug) when (IsKept(bug))
        {
            zone.Fault = $"it has expired and is served on: {bug.Message}";
        }
    }

    /// <summary>What was to come at a time of the clock as it was would come too late.</summary>
    private void StartAnew(DateTimeOffset now)
    {
        foreach (SecondaryZone zone in _zones.Values)
        {
            zone.Timers = zone.Timers.At(now, _door.ServedSoa(zone.Origin), _settings);
            if (!zone.IsReady && !zone.IsRunning)
            {
                _queue.Schedule(zone);
            }
        }
    }

    /// <summary>Still the one that is looked after under its name.</summary>
    private bool IsOurs(SecondaryZone zone) => _zones.GetValueOrDefault(zone.Origin) == zone;

    private void Notify(SecondaryZone zone)
    {
        _queue.Notify(zone);
        _work.Release();
    }

    private void Start(SecondaryZone zone, DateTimeOffset now)
    {
        (zone.IsRunning, zone.CheckNotifiedAt, zone.NotifiedAt) = (true, zone.NotifiedAt, null);
        if (!zone.IsExpired && zone.Timers.Expires - now < _settings.Limits.MaxDuration)
        {
            // It may end while it is being got.
            _queue.ScheduleEnd(zone);
        }

        _running.Add(Task.Run(() => CheckAsync(zone)));
    }

    private async Task CheckAsync(SecondaryZone zone)
    {
        var checkUp = new ZoneCheckUp(zone, _door, _client, Received, _clock);
        bool isGood = false;
        Exception? fault = null;
        try
        {
            isGood = await checkUp.RunAsync(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception bug) when (IsKept(bug))
        {
            // The zone is tried again like after any failure.
            fault = bug;
        }

        Settle(zone, isGood, checkUp.PrimaryKeeps, fault);
    }

    private void Settle(SecondaryZone zone, bool isGood, TimeSpan? primaryKeeps, Exception? fault)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        byte[] soa = _door.ServedSoa(zone.Origin) ?? [];
        DateTimeOffset? signaturesEnd = isGood ? _door.SignaturesEnd?.Invoke(zone.Origin) : null;
        lock (_lock)
        {
            zone.Timers = isGood && soa.Length > 0
                ? SecondaryTimers.AfterSuccess(now, soa, primaryKeeps, _settings, zone.Part, signaturesEnd)
                : zone.Timers.AfterFailure(now, zone.IsExpired ? [] : soa, _settings, zone.Part);
            zone.IsExpired &= !isGood;
            zone.ExpireOfSoa = SecondaryTimers.ExpireOf(soa, _settings);
            zone.Fault = fault?.Message;
            zone.IsRunning = false;
            _hasNews = true;
            _queue.Schedule(zone);
            if (zone.IsNotified)
            {
                _queue.Notify(zone);
            }
        }

        _work.Release();
    }

    private TimeSpan NextWait(DateTimeOffset now)
    {
        lock (_lock)
        {
            return _queue.Wait(now, _running.Count);
        }
    }

    private void Write()
    {
        List<KeyValuePair<DomainName, SecondaryTimers>> timers;
        lock (_lock)
        {
            _hasNews = false;
            _nextWrite = _clock.GetUtcNow() + BetweenWrites;
            timers = [.. _zones.Select(zone => KeyValuePair.Create(zone.Key, zone.Value.Timers))];
        }

        WriteError = _file?.TryWrite(timers);
    }

    private bool IsKept(Exception fault)
    {
        LastFault = fault;
        return true;
    }
}
