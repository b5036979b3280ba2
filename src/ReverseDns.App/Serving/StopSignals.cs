using System.Runtime.InteropServices;

namespace ReverseDns.App.Serving;

/// <summary>SIGTERM, SIGINT and SIGQUIT, and the same asked for by the control socket: the instance is to drain and end.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals() => _registrations =
        [Register(PosixSignal.SIGTERM), Register(PosixSignal.SIGINT), Register(PosixSignal.SIGQUIT)];

    /// <summary>Cancelled when the stop is asked for.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Completed when the stop is asked for.</summary>
    public Task Asked => _asked.Task;

    public void Stop()
    {
        if (_asked.TrySetResult())
        {
            _stop.Cancel();
        }
    }

    public void Dispose()
    {
        Array.ForEach(_registrations, registration => registration.Dispose());
        _stop.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        Stop();
    });
}
