namespace ReverseDns.App.History;

/// <summary>Does something each second, once at a time, until it is disposed.</summary>
internal sealed class EverySecond : IAsyncDisposable
{
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public EverySecond(Action work, TimeProvider clock) => _running = RunAsync(work, clock);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync(Action work, TimeProvider clock)
    {
        using var timer = new PeriodicTimer(Step, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                work();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: what is left is for whoever disposes this.
        }
    }
}
