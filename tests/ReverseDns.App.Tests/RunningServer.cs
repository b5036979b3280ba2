using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

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

    /// <summary>A port that was free a moment ago, over UDP and TCP, and is not one of those that connections are made from.</summary>
    public static int FreePort()
    {
        for (int attempt = 0; ; attempt++)
        {
            var address = new IPEndPoint(IPAddress.Loopback, RandomNumberGenerator.GetInt32(10_000, 32_000));
            using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                udp.Bind(address);
                tcp.Bind(address);
                return address.Port;
            }
            catch (SocketException) when (attempt < 100)
            {
                // Another one may be free.
            }
        }
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
