using System.Runtime.InteropServices;

namespace ReverseDns.App.Serving;

/// <summary>
/// SIGTERM, SIGINT and SIGQUIT, and the same asked for by the control socket: the instance is to drain and end. From any
/// thread, and as often as one likes, even when it is over.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;
    private bool _isOver;

    public StopSignals() => _registrations =
        [Register(PosixSignal.SIGTERM), Register(PosixSignal.SIGINT), Register(PosixSignal.SIGQUIT)];

    /// <summary>Cancelled when the stop is asked for.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Completed when the stop was asked for, and all that it cancels has been.</summary>
    public Task Asked => _asked.Task;

    public void Stop()
    {
        // Whoever is told that the stop was asked for ends the process, and disposes of what is cancelled here.
        lock (_gate)
        {
            if (!_isOver)
            {
                _isOver = true;
                _stop.Cancel();
            }
        }

        _asked.TrySetResult();
    }

    public void Dispose()
    {
        Array.ForEach(_registrations, registration => registration.Dispose());
        lock (_gate)
        {
            _isOver = true;
            _stop.Dispose();
        }
    }

    private PosixSignalRegistration Register(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        Stop();
    });
}
