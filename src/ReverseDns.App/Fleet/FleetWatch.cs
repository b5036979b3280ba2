using ReverseDns.App.Health;

namespace ReverseDns.App.Fleet;

/// <summary>Looks every few seconds whether another instance is well, for an instance that must know before it leaves.</summary>
internal sealed class FleetWatch : IAsyncDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(10);

    private readonly IReadOnlyList<FleetInstance> _instances;
    private readonly string _ownRun;
    private readonly TimeProvider _clock;
    private readonly FleetDoor _door = new(Patience);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private long _seen;
    private volatile bool _wasSeen;
    private volatile bool _isComplete;

    /// <param name="ownRun">By which this instance knows itself when it is in the list.</param>
    public FleetWatch(IReadOnlyList<FleetInstance> instances, string ownRun, TimeProvider clock)
    {
        (_instances, _ownRun, _clock) = (instances, ownRun, clock);
        _running = instances.Count == 0 ? Task.CompletedTask : RunAsync();
    }

    /// <summary>One that takes clients, with data that is nobody's reason to leave, has been seen just now.</summary>
    public bool OthersAreWell => _wasSeen && Age < Forgotten;

    /// <summary>All have been asked once.</summary>
    public bool IsComplete => _isComplete;

    private TimeSpan Age => _clock.GetElapsedTime(Volatile.Read(ref _seen));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _door.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                if ((await Task.WhenAll(_instances.Select(IsWellAsync))).Contains(true))
                {
                    Volatile.Write(ref _seen, _clock.GetTimestamp());
                    _wasSeen = true;
                }

                _isComplete = true;
                await Task.Delay(Between, _clock, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task<bool> IsWellAsync(FleetInstance instance)
    {
        try
        {
            VerdictReport report = await _door.ReadHealthAsync(instance, _stop.Token);
            return !string.Equals(report.Run, _ownRun, StringComparison.Ordinal)
                && report is { Verdict: "healthy" or "degraded", FloorHeld: false }
                && !report.Reasons.Any(reason => reason is { Data: true, Class: "bad" });
        }
        catch (IOException)
        {
            // One that does not answer is not seen to be well.
            return false;
        }
    }
}
