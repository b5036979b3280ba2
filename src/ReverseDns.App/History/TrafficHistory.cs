using Microsoft.Extensions.Logging;
using ReverseDns.Server;

namespace ReverseDns.App.History;

/// <summary>
/// The node's own memory of its traffic: minutes of the last week and hours of the last two years, in two files of fixed size.
/// Each second adds to both, so that a kill costs a second.
/// </summary>
internal sealed partial class TrafficHistory : IAsyncDisposable
{
    public static readonly RingLayout Minutes = new(TimeSpan.FromMinutes(1), 8 * 24 * 60, TrafficColumns.Names);
    public static readonly RingLayout Hours = new(TimeSpan.FromHours(1), 2 * 366 * 24, TrafficColumns.Names);

    private static readonly TimeSpan HealthEvery = TimeSpan.FromSeconds(10);

    private readonly RingPair _rings;
    private readonly SummingRing _minutes;
    private readonly SummingRing _hours;
    private readonly Func<ServerCounters> _counters;
    private readonly Func<bool> _isHealthy;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private long[] _last = new long[TrafficColumns.Names.Count - TrafficColumns.First];
    private long _lastTime;
    private long? _healthAsked;
    private bool _wasHealthy;
    private bool _hasFailed;
    private EverySecond? _running;

    private TrafficHistory(string folder, Func<ServerCounters> counters, Func<bool> isHealthy, TimeProvider clock, ILogger logger)
    {
        (_counters, _isHealthy, _clock, _logger) = (counters, isHealthy, clock, logger);
        _lastTime = clock.GetTimestamp();
        _rings = new RingPair(Path.Combine(folder, "minutes"), Minutes, Path.Combine(folder, "hours"), Hours);
        (_minutes, _hours) = (new SummingRing(_rings.Small, TrafficColumns.Names.Count), new SummingRing(_rings.Large, TrafficColumns.Names.Count));
    }

    /// <param name="folder">Made when it is not there.</param>
    /// <param name="isHealthy">Asked now and then, as it may go through all zones.</param>
    /// <exception cref="IOException">The files can be neither read nor written.</exception>
    public static TrafficHistory Open(string folder, Func<ServerCounters> counters, Func<bool> isHealthy, TimeProvider clock, ILogger logger)
    {
        Directory.CreateDirectory(folder);
        return new TrafficHistory(folder, counters, isHealthy, clock, logger);
    }

    /// <summary>From now on what is counted is remembered.</summary>
    public void Start() => _running = new EverySecond(Sample, _clock);

    /// <summary>Adds what has been counted since the last time; to be called by one at a time.</summary>
    public void Sample()
    {
        long now = _clock.GetTimestamp();
        TimeSpan passed = _clock.GetElapsedTime(_lastTime, now);
        _lastTime = now;

        // A process that was stopped, or starved, was not up meanwhile.
        long up = (long)Math.Min(passed.TotalMilliseconds, 2 * EverySecond.Step.TotalMilliseconds);
        long[] counted = TrafficColumns.Read(_counters());
        long[] amounts = [up, IsHealthy(now) ? 0 : up, .. counted.Zip(_last, (current, before) => current - before)];
        _last = counted;
        Write(_clock.GetUtcNow(), amounts);
    }

    /// <summary>In steps of minutes or hours, whichever fit into the number of points that is asked for; oldest first.</summary>
    /// <param name="most">Points at most.</param>
    public HistoryRange Read(DateTimeOffset from, DateTimeOffset to, int most) =>
        _rings.Read(from, to, most, _clock.GetUtcNow(), static (sum, amount) => sum + amount);

    public async ValueTask DisposeAsync()
    {
        if (_running is not null)
        {
            await _running.DisposeAsync();
        }

        Sample();
        _rings.Dispose();
    }

    private bool IsHealthy(long now)
    {
        if (_healthAsked is not { } asked || _clock.GetElapsedTime(asked, now) >= HealthEvery)
        {
            (_healthAsked, _wasHealthy) = (now, _isHealthy());
        }

        return _wasHealthy;
    }

    private void Write(DateTimeOffset now, ReadOnlySpan<long> amounts)
    {
        string? ofMinutes = _minutes.Add(now, amounts);
        string? ofHours = _hours.Add(now, amounts);
        string? fault = ofMinutes ?? ofHours;
        if (fault is not null && !_hasFailed)
        {
            LogNotWritten(fault);
        }

        _hasFailed = fault is not null;
    }

    [LoggerMessage(EventName = "history-not-written", Level = LogLevel.Error,
        Message = "What has been counted cannot be written down, and is kept until it can: {Cause}")]
    private partial void LogNotWritten(string cause);
}
