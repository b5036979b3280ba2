using Microsoft.Extensions.Logging;
using ReverseDns.App.Route.Daemons;
using ReverseDns.App.Route.Kernel;

namespace ReverseDns.App.Route.Guard;

/// <summary>
/// Tells the daemons what interfaces cannot, and reads back what has become of it: at once after a change, and each second for
/// as long as it lasts. What cannot be verified is an alarm; a withdrawal that a daemon ignores ends its sessions.
/// </summary>
internal sealed partial class RouteVerifier(
    RouteOptions options, IReadOnlyList<IRoutingDaemon> daemons, Func<Standing> standing, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenWhileOpen = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private Verification _last = new(-1, IsVerified: false, "not read yet", IsAlarm: false);
    private long _openSince;
    private bool _isAlarmSaid;

    /// <summary>How long it may take until the world knows.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(3);

    public Verification Last => Volatile.Read(ref _last);

    public void Start() => _running = RunAsync();

    public void Wake() => _wake.Release();

    /// <summary>Ends when what stands is verified, or will not be.</summary>
    public async ValueTask DisposeAsync()
    {
        long begin = clock.GetTimestamp();
        while (!(Last.Number == standing().Number && Last.IsVerified) && clock.GetElapsedTime(begin) < Patience)
        {
            await Task.Delay(BetweenWhileOpen, clock);
        }

        await _stop.CancelAsync();
        await _running;
        _wake.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        using KernelRoute kernel = new(options);
        _openSince = clock.GetTimestamp();
        try
        {
            while (true)
            {
                await StepAsync(kernel, _stop.Token);
                await _wake.WaitAsync(Last.IsVerified || Last.IsAlarm ? Between : BetweenWhileOpen, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task StepAsync(KernelRoute kernel, CancellationToken cancellation)
    {
        Standing now = standing();
        if (now.Number != Last.Number)
        {
            (_openSince, _isAlarmSaid) = (clock.GetTimestamp(), false);
        }

        string? refused = null;
        if (now.Number != Last.Number || !Last.IsVerified)
        {
            foreach (IRoutingDaemon daemon in daemons)
            {
                refused = await daemon.TellAsync(now.State, cancellation) ?? refused;
            }
        }

        var readings = new List<DaemonReading>();
        foreach (IRoutingDaemon daemon in daemons)
        {
            readings.Add(await daemon.ReadAsync(cancellation));
        }

        (bool isInKernel, string inKernel) = Read(kernel, now.State);
        bool isVerified = isInKernel && refused is null && readings.TrueForAll(reading => reading.Shows(now.State, options.Addresses));
        string seen = string.Join("; ", [inKernel, .. refused is null ? (string[])[] : [refused], .. readings.Select(reading => reading.ToString())]);
        bool isLate = !isVerified && clock.GetElapsedTime(_openSince) >= Patience;
        Verification before = Last;
        Volatile.Write(ref _last, new Verification(now.Number, isVerified, seen, isLate));
        await ActAsync(now, before, readings, cancellation);
    }

    private async Task ActAsync(Standing now, Verification before, List<DaemonReading> readings, CancellationToken cancellation)
    {
        if (Last.IsVerified)
        {
            if (!before.IsVerified || before.Number != now.Number)
            {
                double milliseconds = Math.Round(clock.GetElapsedTime(now.Begin).TotalMilliseconds);
                LogVerified(now.State, milliseconds, Last.Seen);
            }

            (_openSince, _isAlarmSaid) = (clock.GetTimestamp(), false);
            return;
        }

        if (!Last.IsAlarm || _isAlarmSaid)
        {
            return;
        }

        _isAlarmSaid = true;
        LogUnverified(now.State, Last.Seen);
        foreach ((IRoutingDaemon daemon, DaemonReading reading) in daemons.Zip(readings))
        {
            string[] sessions = [.. reading.Routes.Select(route => route.Session).Distinct(StringComparer.Ordinal)];
            if (now.State == RouteState.Withdrawn && sessions.Length > 0)
            {
                string? error = await daemon.SilenceAsync(sessions, cancellation);
                LogLastResort(reading.Daemon, sessions, error ?? "done");
            }
        }
    }

    private (bool IsSo, string Seen) Read(KernelRoute kernel, RouteState wanted)
    {
        try
        {
            // Where no interface is the sign there is nothing to see.
            RouteState seen = kernel.Read();
            bool isSo = options.Interface is null || seen == wanted || (wanted == RouteState.Degraded && options.DegradedInterface is null && seen == RouteState.Announced);
            return (isSo, options.Interface is null ? "told by socket alone" : $"interfaces say {seen.ToString().ToLowerInvariant()}");
        }
        catch (IOException e)
        {
            return (false, e.Message);
        }
    }

    [LoggerMessage(EventName = "route-verified", Level = LogLevel.Information,
        Message = "Route {State} is verified after {Milliseconds} ms: {Seen}")]
    private partial void LogVerified(RouteState state, double milliseconds, string seen);

    [LoggerMessage(EventName = "route-unverified", Level = LogLevel.Error,
        Message = "Route {State} cannot be verified: {Cause}")]
    private partial void LogUnverified(RouteState state, string cause);

    [LoggerMessage(EventName = "route-last-resort", Level = LogLevel.Error,
        Message = "{Daemon} goes on announcing what was withdrawn, its sessions with {Sessions} are ended: {Outcome}")]
    private partial void LogLastResort(string daemon, IReadOnlyList<string> sessions, string outcome);
}
