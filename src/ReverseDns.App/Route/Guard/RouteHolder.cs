using Microsoft.Extensions.Logging;
using ReverseDns.App.Route.Kernel;

namespace ReverseDns.App.Route.Guard;

/// <summary>
/// Puts into the kernel what the leases want, and renews it as long as they do: a thread of its own that waits for no daemon.
/// </summary>
internal sealed partial class RouteHolder : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

    /// <summary>Somebody may take the addresses from the interface that is to have them always.</summary>
    private static readonly TimeSpan BetweenHolds = TimeSpan.FromSeconds(5);

    private readonly RouteOptions _options;
    private readonly LeaseBook _book;
    private readonly Action _changed;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly KernelRoute _kernel;
    private readonly HoldDown _holdDown;
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly Thread _thread;
    private readonly long _started;
    private Standing _standing;
    private long _held;
    private bool _isDecided;
    private volatile bool _ends;

    /// <summary>Takes over what a guard before this one has left, for as long as that lasts.</summary>
    /// <param name="changed">Called by its thread after each change.</param>
    /// <exception cref="IOException">The kernel does not let it.</exception>
    public RouteHolder(RouteOptions options, LeaseBook book, Action changed, TimeProvider clock, ILogger logger)
    {
        (_options, _book, _changed, _clock, _logger) = (options, book, changed, clock, logger);
        _kernel = new KernelRoute(options);
        _kernel.Hold();
        RouteState left = _kernel.Read();
        _started = _held = clock.GetTimestamp();
        _holdDown = new HoldDown(options.HoldDown, left, clock);
        _standing = new Standing(0, left, clock.GetUtcNow(), _started, left == RouteState.Withdrawn ? "no server has a lease yet" : "left by the guard before");
        _thread = new Thread(Run) { Name = "route", IsBackground = true, Priority = ThreadPriority.Highest };
        _thread.Start();
    }

    public Standing Standing => Volatile.Read(ref _standing);

    /// <summary>Called each time round: whoever watches over this process may know that it lives.</summary>
    public Action? Alive { get; set; }

    public void Wake() => _wake.Set();

    /// <summary>Withdraws, and ends.</summary>
    public void Dispose()
    {
        _ends = true;
        _wake.Set();
        _thread.Join();
        _kernel.Dispose();
        _wake.Dispose();
    }

    private void Run()
    {
        bool isLast;
        do
        {
            isLast = _ends;
            Step(isLast ? new LeaseDecision(RouteState.Withdrawn, "the guard is stopping", IsAsked: true) : _book.Decide());
            Alive?.Invoke();
            if (!isLast)
            {
                _wake.WaitOne(Tick);
            }
        }
        while (!isLast);
    }

    private void Step(LeaseDecision decision)
    {
        Standing before = Standing;
        if (!_isDecided && before.State != RouteState.Withdrawn && decision.State == RouteState.Withdrawn && !decision.IsAsked && _clock.GetElapsedTime(_started) < _options.Lease)
        {
            // Whoever had the lease of the guard before may come back; what is left is not renewed meanwhile.
            return;
        }

        _isDecided = true;
        RouteState state = _holdDown.Pass(decision);
        string cause = state == decision.State ? decision.Cause : $"held down after a fault; {decision.Cause}";
        Standing next = state == before.State
            ? before with { Cause = cause, HeldUntil = _holdDown.Until }
            : new Standing(before.Number + 1, state, _clock.GetUtcNow(), _clock.GetTimestamp(), cause, before.Trouble, _holdDown.Until);
        next = next with { Trouble = Apply(state) };
        Volatile.Write(ref _standing, next);
        if (state != before.State)
        {
            Say(next, decision.IsAsked);
            _changed();
        }

        if (next.Trouble is { } trouble && !string.Equals(trouble, before.Trouble, StringComparison.Ordinal))
        {
            LogTrouble(trouble);
        }
    }

    private void Say(Standing standing, bool isAsked)
    {
        if (standing.State != RouteState.Announced && !isAsked)
        {
            LogWithdrawn(standing.Cause);
        }
        else
        {
            LogChanged(standing.State, standing.Cause);
        }
    }

    /// <returns>What the kernel refuses; null: nothing.</returns>
    private string? Apply(RouteState state)
    {
        try
        {
            _kernel.Apply(state);
            if (_clock.GetElapsedTime(_held) > BetweenHolds)
            {
                _held = _clock.GetTimestamp();
                _kernel.Hold();
            }

            return null;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }

    [LoggerMessage(EventName = "route-changed", Level = LogLevel.Information,
        Message = "Route {State}: {Cause}")]
    private partial void LogChanged(RouteState state, string cause);

    [LoggerMessage(EventName = "route-withdrawn", Level = LogLevel.Error,
        Message = "Route withdrawn: {Cause}")]
    private partial void LogWithdrawn(string cause);

    [LoggerMessage(EventName = "route-trouble", Level = LogLevel.Error,
        Message = "The route is not as it is to be: {Cause}")]
    private partial void LogTrouble(string cause);
}
