using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ReverseDns.App.Tests;

/// <summary>rdns serve (or demo) as a process that has said it is ready; ended with the test.</summary>
internal sealed partial class RunningServer : IDisposable
{
    private const int Hangup = 1;
    private const int Terminate = 15;

    private readonly Process _process;
    private readonly Task<string> _error;

    private RunningServer(Process process, Task<string> error) => (_process, _error) = (process, error);

    /// <summary>What was printed until the server was ready, that line included.</summary>
    public List<string> Output { get; } = [];

    public static async Task<RunningServer> StartAsync(params string[] arguments)
    {
        Process process = Rdns.Start(arguments);
        Task<string> error = process.StandardError.ReadToEndAsync();
        var server = new RunningServer(process, error);
        using var patience = new CancellationTokenSource(Rdns.Patience);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            server.Output.Add(line);
            if (line.StartsWith("ready", StringComparison.Ordinal))
            {
                return server;
            }
        }

        throw new InvalidOperationException($"rdns ended before it was ready: {await error}");
    }

    public void SendHangup() => Assert.Equal(0, Kill(_process.Id, Hangup));

    public async Task<(int ExitCode, string Log)> TerminateAsync()
    {
        Assert.Equal(0, Kill(_process.Id, Terminate));
        return await EndAsync();
    }

    /// <summary>As a power failure would end it: nothing is written any more.</summary>
    public async Task<string> EndByForceAsync()
    {
        _process.Kill();
        return (await EndAsync()).Log;
    }

    public async Task<(int ExitCode, string Log)> EndAsync()
    {
        using var patience = new CancellationTokenSource(Rdns.Patience);
        await _process.WaitForExitAsync(patience.Token);
        return (_process.ExitCode, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
