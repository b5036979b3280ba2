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

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HealthEvery = TimeSpan.FromSeconds(10);

    private readonly Ring _minutes;
    private readonly Ring _hours;
    private readonly Func<ServerCounters> _counters;
    private readonly Func<bool> _isHealthy;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private long[] _last = new long[TrafficColumns.Names.Count - TrafficColumns.First];
    private long _lastTime;
    private long? _healthAsked;
    private bool _wasHealthy;
    private bool _hasFailed;
    private Task _running = Task.CompletedTask;

    private TrafficHistory(string folder, Func<ServerCounters> counters, Func<bool> isHealthy, TimeProvider clock, ILogger logger)
    {
        (_counters, _isHealthy, _clock, _logger) = (counters, isHealthy, clock, logger);
        _lastTime = clock.GetTimestamp();
        _minutes = new Ring(RingFile.Open(Path.Combine(folder, "minutes"), Minutes));
        _hours = new Ring(RingFile.Open(Path.Combine(folder, "hours"), Hours));
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
    public void Start() => _running = RunAsync();

    /// <summary>Adds what has been counted since the last time; to be called by one at a time.</summary>
    public void Sample()
    {
        long now = _clock.GetTimestamp();
        TimeSpan passed = _clock.GetElapsedTime(_lastTime, now);
        _lastTime = now;

        // A process that was stopped, or starved, was not up meanwhile.
        long up = (long)Math.Min(passed.TotalMilliseconds, 2 * Every.TotalMilliseconds);
        long[] counted = TrafficColumns.Read(_counters());
        long[] amounts = [up, IsHealthy(now) ? 0 : up, .. counted.Zip(_last, (current, before) => current - before)];
        _last = counted;
        Write(_clock.GetUtcNow(), amounts);
    }

    /// <summary>In steps of minutes or hours, whichever fit into the number of points that is asked for; oldest first.</summary>
    /// <param name="most">Points at most.</param>
    public HistoryRange Read(DateTimeOffset from, DateTimeOffset to, int most)
    {
        bool isRecent = _clock.GetUtcNow() - from < Minutes.Step * Minutes.Slots;
        RingLayout layout = isRecent ? Minutes : Hours;
        long wanted = Math.Max(1, (layout.NumberOf(to) - layout.NumberOf(from) + most) / most);
        var range = HistoryRange.Empty(from, to, wanted * layout.Step);
        range.Add((isRecent ? _minutes : _hours).File.Read(range.Start, to));
        return range;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        Sample();
        _minutes.File.Dispose();
        _hours.File.Dispose();
        _stop.Dispose();
    }

    private bool IsHealthy(long now)
    {
        if (_healthAsked is not { } asked || _clock.GetElapsedTime(asked, now) >= HealthEvery)
        {
            (_healthAsked, _wasHealthy) = (now, _isHealthy());
        }

        return _wasHealthy;
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Every, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                Sample();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: what is left is taken then.
        }
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

    /// <summary>A file, and what is not in it yet.</summary>
    private sealed class Ring(RingFile file)
    {
        private readonly long[] _due = new long[TrafficColumns.Names.Count];

        public RingFile File => file;

        /// <returns>Why it is not in the file; null when it is.</returns>
        public string? Add(DateTimeOffset now, ReadOnlySpan<long> amounts)
        {
            for (int i = 0; i < _due.Length; i++)
            {
                _due[i] += amounts[i];
            }

            try
            {
                file.Add(now, _due);
                Array.Clear(_due);
                return null;
            }
            catch (IOException e)
            {
                return e.Message;
            }
        }
    }
}
