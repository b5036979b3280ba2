using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ReverseDns.App.Tests;

/// <summary>Knot or BIND with a configuration of its own; ended by its process id.</summary>
internal sealed partial class NameServer : IAsyncDisposable
{
    private const int Terminate = 15;

    private readonly Process _process;
    private readonly List<string> _log = [];

    private NameServer(Process process) => _process = process;

    public static IReadOnlyDictionary<string, string> Programs { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Knot"] = "/usr/sbin/knotd",
        ["BIND"] = "/usr/sbin/named",
    };

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

    public static NameServer Start(string name, string configuration)
    {
        string[] arguments = name is "Knot" ? ["-c", configuration] : ["-f", "-g", "-n", "1", "-c", configuration];
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(Programs[name], arguments)
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            },
        };
        var server = new NameServer(process);
        process.OutputDataReceived += server.Keep;
        process.ErrorDataReceived += server.Keep;
        process.Start();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _ = Kill(_process.Id, Terminate);
        }

        await _process.WaitForExitAsync();
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
