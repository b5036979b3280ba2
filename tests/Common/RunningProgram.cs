using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ReverseDns.Tests;

/// <summary>A program that runs until it is told to end, by its process id.</summary>
internal sealed partial class RunningProgram : IAsyncDisposable
{
    private const int Hangup = 1;
    private const int Terminate = 15;

    private readonly Process _process;
    private readonly List<string> _log = [];

    private RunningProgram(Process process) => _process = process;

    public bool HasEnded => _process.HasExited;

    /// <summary>What it has said so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return string.Join('\n', _log);
            }
        }
    }

    public static RunningProgram Start(string folder, string program, params IEnumerable<string> arguments)
    {
        Process process = Programs.Start(folder, program, arguments);
        var running = new RunningProgram(process);
        process.OutputDataReceived += running.Keep;
        process.ErrorDataReceived += running.Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return running;
    }

    public void SendHangup() => Send(Hangup);

    public void Send(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    public async Task EndAsync()
    {
        if (!_process.HasExited)
        {
            _ = Kill(_process.Id, Terminate);
        }

        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_log)
        {
            _log.Add(line.Data ?? "");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
