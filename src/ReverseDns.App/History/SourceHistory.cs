using Microsoft.Extensions.Logging;
using ReverseDns.Server;

namespace ReverseDns.App.History;

/// <summary>
/// How many clients there are, by five minutes and by day (UTC). A second after it was seen a client is in the files, and it is
/// counted once however often the process ends within the day.
/// </summary>
internal sealed partial class SourceHistory : IAsyncDisposable
{
    public static readonly RingLayout FiveMinutes = new(TimeSpan.FromMinutes(5), 8 * 24 * 12, SourceFiles.Columns);
    public static readonly RingLayout Days = new(TimeSpan.FromDays(1), 2 * 366, SourceFiles.Columns);

    private readonly UniqueSources _sources;
    private readonly SourceFiles? _files;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly SourceSpan _minutes;
    private readonly SourceSpan _day;
    private bool _wereOfDayBefore;
    private bool _hasFailed;
    private EverySecond? _running;

    /// <param name="files">Null: nothing is kept. They are this object's.</param>
    public SourceHistory(UniqueSources sources, SourceFiles? files, TimeProvider clock, ILogger logger)
    {
        (_sources, _files, _clock, _logger) = (sources, files, clock, logger);
        DateTimeOffset now = clock.GetUtcNow();
        (_minutes, _day) = (new SourceSpan(FiveMinutes, now), new SourceSpan(Days, now));
        files?.ReadInto(_minutes, _day);
        _minutes.Count();
        _day.Count();
    }

    /// <summary>Of the last five minutes by the clock that are over.</summary>
    public SourceCounts LastFiveMinutes => _minutes.CountsBefore;

    /// <summary>Since midnight, UTC.</summary>
    public SourceCounts Today => _day.Counts;

    public void Start() => _running = new EverySecond(Sample, _clock);

    /// <summary>Takes what has been seen since the last time; to be called by one at a time.</summary>
    public void Sample()
    {
        DateTimeOffset now = _clock.GetUtcNow();
        bool isJustBegun = _minutes.Turn(now);
        if (isJustBegun)
        {
            _wereOfDayBefore = _day.Turn(now);
            _sources.Rotate();
        }

        _sources.ReadInto(_minutes.Current, _minutes.Before);
        _day.Current.Merge(_minutes.Current);
        (_wereOfDayBefore ? _day.Before : _day.Current).Merge(_minutes.Before);
        _minutes.Count();
        _day.Count();
        Write(isJustBegun);
    }

    /// <summary>The most of any five minutes or day that is in a step, whichever fit into the number of points; oldest first.</summary>
    public HistoryRange Read(DateTimeOffset from, DateTimeOffset to, int most) =>
        _files?.Read(from, to, most, _clock.GetUtcNow()) ?? HistoryRange.Empty(to, to, FiveMinutes.Step);

    /// <summary>Of the day that a moment lies in, which is over; null: nobody knows.</summary>
    public SourceCounts? OfDay(DateTimeOffset time) => _files?.OfDay(time);

    public async ValueTask DisposeAsync()
    {
        if (_running is not null)
        {
            await _running.DisposeAsync();
        }

        Sample();
        _files?.Dispose();
    }

    private void Write(bool isJustBegun)
    {
        try
        {
            _files?.Write(_minutes, _day, isJustBegun);
            _hasFailed = false;
        }
        catch (IOException e)
        {
            if (!_hasFailed)
            {
                LogNotWritten(e.Message);
            }

            _hasFailed = true;
        }
    }

    [LoggerMessage(EventName = "sources-not-written", Level = LogLevel.Error,
        Message = "How many clients there are cannot be written down, and is kept until it can: {Cause}")]
    private partial void LogNotWritten(string cause);
}
