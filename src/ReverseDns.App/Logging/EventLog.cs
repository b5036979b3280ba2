using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ReverseDns.App.Logging;

/// <summary>
/// The log of an instance, written by a thread of its own: who logs never waits for a slow reader and never hears of a full
/// disk. What cannot be written is counted, and said when it can. Safe for any number of threads.
/// </summary>
internal sealed class EventLog : ILogger, IAsyncDisposable
{
    private const int MostWaiting = 4_096;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private readonly TextWriter _output;
    private readonly LogOptions _options;
    private readonly SystemJournal? _journal;
    private readonly TimeProvider _clock;
    private readonly LogLimit _limit;
    private readonly BlockingCollection<LogEvent> _waiting = new(MostWaiting);
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lost;
    private long _lostSaid;

    /// <param name="output">Of lines; with <see cref="LogFormat.Journal"/> of those that the journal does not take.</param>
    public EventLog(LogOptions options, TextWriter output, TimeProvider clock, string journal = SystemJournal.UsualSocket)
    {
        (_options, _output, _clock) = (options, output, clock);
        _limit = new LogLimit(options.Burst, LogOptions.Period);
        _journal = options.Format == LogFormat.Journal ? new SystemJournal(journal) : null;
        new Thread(Write) { IsBackground = true, Name = "log" }.Start();
    }

    /// <summary>Events that could not be written, or not soon enough.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    public bool IsEnabled(LogLevel logLevel) => logLevel >= _options.Level && logLevel != LogLevel.None;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel) && !TryAdd(LogEvent.Of(_clock.GetUtcNow(), logLevel, eventId, state, exception, formatter)))
        {
            Interlocked.Increment(ref _lost);
        }
    }

    /// <summary>Writes what waits; a reader that takes nothing is left after some seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.CompleteAdding();
        try
        {
            await _written.Task.WaitAsync(Patience, _clock);
            _journal?.Dispose();
            _waiting.Dispose();
        }
        catch (TimeoutException)
        {
            // The thread that writes waits for the reader, and ends with the process.
        }
    }

    private bool TryAdd(LogEvent item)
    {
        try
        {
            return _waiting.TryAdd(item);
        }
        catch (InvalidOperationException)
        {
            // Stopped already.
            return false;
        }
    }

    private void Write()
    {
        while (!_waiting.IsCompleted)
        {
            if (_waiting.TryTake(out LogEvent? next, Between) && _limit.Takes(next) && !TryWrite(next))
            {
                Interlocked.Increment(ref _lost);
            }

            SayLeftOut(_clock.GetUtcNow());
        }

        SayLeftOut(DateTimeOffset.MaxValue);
        _written.SetResult();
    }

    private void SayLeftOut(DateTimeOffset now)
    {
        foreach (LogEvent item in _limit.LeftOut(now))
        {
            _ = TryWrite(item with { Time = _clock.GetUtcNow() });
        }

        long lost = Lost - _lostSaid;
        if (lost > 0 && TryWrite(new LogEvent(
            _clock.GetUtcNow(), LogLevel.Warning, "log-lost", $"{lost} events could not be written", [new("events", lost)])))
        {
            _lostSaid += lost;
        }
    }

    private bool TryWrite(LogEvent item)
    {
        try
        {
            if (_journal?.TryWrite(item) != true)
            {
                _output.WriteLine(_options.Format == LogFormat.Json ? LogLines.Json(item) : LogLines.Text(item));
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
