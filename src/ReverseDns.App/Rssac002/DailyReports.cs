using System.Globalization;
using Microsoft.Extensions.Logging;
using ReverseDns.App.History;
using ReverseDns.Server;
using ReverseDns.Zones;

namespace ReverseDns.App.Rssac002;

/// <summary>
/// Adds up each day (UTC), across restarts and kills, and writes its reports when it is over: those of days that ended while
/// nothing ran too, as far back as a month. Each second is counted to the day in which it is taken.
/// </summary>
internal sealed partial class DailyReports : IAsyncDisposable
{
    public static readonly RingLayout Days = new(TimeSpan.FromDays(1), 31, DayColumns.Names);

    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>By then the sources that were seen at midnight are with their day.</summary>
    private static readonly TimeSpan AfterMidnight = TimeSpan.FromMinutes(1);

    private readonly string _folder;
    private readonly ReportFiles _reports;
    private readonly VersionJournal _versions;
    private readonly RingFile _file;
    private readonly SummingRing _days;
    private readonly Func<ServerCounters> _counters;
    private readonly Func<DateTimeOffset, SourceCounts?> _sourcesOf;
    private readonly Action _noteServed;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private DateOnly? _today;
    private long[] _last = new long[DayColumns.Names.Count];
    private DateOnly? _written;
    private DateTimeOffset _due = DateTimeOffset.MinValue;
    private bool _hasFailed;
    private EverySecond? _running;

    /// <param name="folder">Of what is kept until it is reported.</param>
    /// <param name="sourcesOf">Of the day that a moment lies in; null: nobody knows.</param>
    /// <param name="noteServed">Called at the start and when a day begins: the versions that are served then belong to it too.</param>
    /// <exception cref="IOException">What is kept can be neither read nor written.</exception>
    public DailyReports(
        string folder,
        Rssac002Options options,
        VersionJournal versions,
        Func<ServerCounters> counters,
        Func<DateTimeOffset, SourceCounts?> sourcesOf,
        Action noteServed,
        TimeProvider clock,
        ILogger logger)
    {
        (_folder, _versions, _counters, _sourcesOf) = (folder, versions, counters, sourcesOf);
        (_noteServed, _clock, _logger) = (noteServed, clock, logger);
        _reports = new ReportFiles(options);
        _file = RingFile.Open(Path.Combine(folder, "rssac002-days"), Days);
        _days = new SummingRing(_file, DayColumns.Names.Count);
        _written = ReadWritten();
    }

    private string WrittenPath => Path.Combine(_folder, "rssac002-written");

    public void Start() => _running = new EverySecond(Sample, _clock);

    /// <summary>Adds what has been counted since the last time, and writes what is due; to be called by one at a time.</summary>
    public void Sample()
    {
        DateTimeOffset now = _clock.GetUtcNow();
        long[] counted = DayColumns.Read(_counters());
        long[] amounts = [.. counted.Zip(_last, (current, before) => current - before)];
        _last = counted;
        Report(_days.Add(now, amounts));
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (_today != today)
        {
            _today = today;
            _noteServed();
        }

        if (now >= _due)
        {
            WriteAll(now);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_running is not null)
        {
            await _running.DisposeAsync();
        }

        Sample();
        _file.Dispose();
    }

    /// <summary>The days that are over and have not been written; when one cannot be, it is tried again a minute later.</summary>
    private void WriteAll(DateTimeOffset now)
    {
        DateTimeOffset midnight = now.AddTicks(-now.TimeOfDay.Ticks);
        _due = now - midnight < AfterMidnight ? midnight + AfterMidnight : midnight + Days.Step + AfterMidnight;
        DateTimeOffset end = now - midnight < AfterMidnight ? midnight - Days.Step : midnight;
        try
        {
            foreach (HistoryPoint point in _file.Read(end - (Days.Slots * Days.Step), end - TimeSpan.FromTicks(1)))
            {
                var day = DateOnly.FromDateTime(point.Start.UtcDateTime);
                if (_written is not { } last || day > last)
                {
                    Write(day, point);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _due = now + AfterMidnight;
            LogNoReports(e.Message);
        }
    }

    private void Write(DateOnly day, HistoryPoint point)
    {
        _reports.Write(day, point.Values, _sourcesOf(point.Start), _versions.Read(day));
        string text = day.ToString("yyyy-MM-dd\n", CultureInfo.InvariantCulture);
        AtomicFile.Write(WrittenPath, Mode, stream => stream.Write(System.Text.Encoding.ASCII.GetBytes(text)));
        _written = day;
        _versions.Forget(day);
        LogWritten(day);
    }

    /// <summary>Null: no day has been, and all that are known are.</summary>
    private DateOnly? ReadWritten() =>
        File.Exists(WrittenPath)
        && DateOnly.TryParseExact(
            File.ReadAllText(WrittenPath).Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            ? day
            : null;

    private void Report(string? fault)
    {
        if (fault is not null && !_hasFailed)
        {
            LogNotKept(fault);
        }

        _hasFailed = fault is not null;
    }

    [LoggerMessage(EventName = "reports-written", Level = LogLevel.Information,
        Message = "The reports of {Day} have been written (RSSAC002)")]
    private partial void LogWritten(DateOnly day);

    [LoggerMessage(EventName = "reports-not-written", Level = LogLevel.Error,
        Message = "The daily reports (RSSAC002) cannot be written, and are tried again: {Cause}")]
    private partial void LogNoReports(string cause);

    [LoggerMessage(EventName = "report-sums-not-written", Level = LogLevel.Error,
        Message = "What is counted for the daily reports (RSSAC002) cannot be written down, and is kept until it can: {Cause}")]
    private partial void LogNotKept(string cause);
}
