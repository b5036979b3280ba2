namespace ReverseDns.App.Supervision;

/// <summary>
/// Tells the service manager each second or two that the process makes progress, and how it does. A process in which that
/// takes too long is not told of, and so is ended by the manager.
/// </summary>
internal sealed class SignsOfLife : IAsyncDisposable
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    /// <param name="status">Null: what answers is stuck, and no sign is given.</param>
    public SignsOfLife(ServiceManager manager, Func<string?> status, TimeProvider clock) =>
        _running = manager.IsThere ? RunAsync(manager, status, clock) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync(ServiceManager manager, Func<string?> status, TimeProvider clock)
    {
        TimeSpan between = manager.WatchdogTime is { } time && time / 4 < Usual ? time / 4 : Usual;
        using var timer = new PeriodicTimer(between, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                if (status() is { } text)
                {
                    manager.Alive(text);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }
}
