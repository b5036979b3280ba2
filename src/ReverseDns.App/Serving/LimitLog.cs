using Microsoft.Extensions.Logging;
using ReverseDns.App.History;
using ReverseDns.Protocol;
using ReverseDns.Server;

namespace ReverseDns.App.Serving;

/// <summary>Says in the log who is limited: those whom it hits most, every half minute in which it hits anybody.</summary>
internal sealed partial class LimitLog : IAsyncDisposable
{
    private const int Named = 5;
    private const int Seconds = 30;

    private readonly DnsServer _server;
    private readonly ILogger _logger;
    private readonly EverySecond _running;
    private int _untilNext;
    private IReadOnlyList<AddressPrefix> _shutOut = [];

    public LimitLog(DnsServer server, TimeProvider clock, ILogger logger)
    {
        _server = server;
        _logger = logger;
        _running = new EverySecond(Look, clock);
    }

    public ValueTask DisposeAsync() => _running.DisposeAsync();

    private void Look()
    {
        IReadOnlyList<AddressPrefix> shutOut = _server.ShutOut;
        foreach (string prefix in shutOut.Except(_shutOut).Select(prefix => prefix.ToString()))
        {
            LogShutOut(prefix);
        }

        foreach (string prefix in _shutOut.Except(shutOut).Select(prefix => prefix.ToString()))
        {
            LogLetIn(prefix);
        }

        _shutOut = shutOut;
        if (--_untilNext > 0)
        {
            return;
        }

        IReadOnlyList<LimitedPrefix> limited = _server.TakeLimited();
        foreach (LimitedPrefix prefix in limited.Take(Named))
        {
            LogLimited(prefix.Prefix.ToString(), prefix.Questions, limited.Count);
        }

        // Who is limited for the first time is named at once.
        _untilNext = limited.Count > 0 ? Seconds : 1;
    }

    [LoggerMessage(EventName = "flood-shut-out", Level = LogLevel.Warning,
        Message = "Shut out: {Prefix} floods, and the kernel drops what it sends but for a sample")]
    private partial void LogShutOut(string prefix);

    [LoggerMessage(EventName = "flood-over", Level = LogLevel.Information,
        Message = "Let in again: {Prefix} has ceased to flood")]
    private partial void LogLetIn(string prefix);

    [LoggerMessage(EventName = "rate-limited", Level = LogLevel.Warning,
        Message = "Limited: about {Questions} questions from {Prefix} beyond what it may have, one of {Prefixes} networks")]
    private partial void LogLimited(string prefix, long questions, int prefixes);
}
