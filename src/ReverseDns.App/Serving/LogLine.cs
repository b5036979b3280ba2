using System.Globalization;
using Microsoft.Extensions.Logging;

namespace ReverseDns.App.Serving;

/// <summary>One event, one line: time, level, what happened.</summary>
internal sealed class LogLine(TextWriter output, LogLevel least, TimeProvider clock) : ILogger
{
    public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string text = formatter(state, exception);
        if (exception is not null)
        {
            text += $": {exception}";
        }

        string level = logLevel.ToString().ToLowerInvariant();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{clock.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {level}: {text.ReplaceLineEndings(" | ")}"));
    }
}
