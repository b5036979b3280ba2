using System.Diagnostics;
using System.Net.Sockets;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests.Validation;

/// <summary>Unbound as a validating resolver that knows some zones' servers and keys, and nothing else.</summary>
internal sealed class Unbound : IDisposable
{
    private const string Program = "/usr/sbin/unbound";
    private readonly Process _process;

    private Unbound(Process process, int port) => (_process, Port) = (process, port);

    public static bool IsHere { get; } = File.Exists(Program);

    public int Port { get; }

    /// <param name="anchors">DNSKEY records of the zones that are trusted.</param>
    /// <param name="settings">More of the section server.</param>
    public static async Task<Unbound> StartAsync(
        TemporaryFolder folder, IEnumerable<string> anchors, IEnumerable<(string Zone, int Port)> servers, string settings = "")
    {
        int port = FreePort.Next();
        string configuration = folder.Write("unbound/unbound.conf", $"""
            server:
              interface: 127.0.0.1@{port}
              do-daemonize: no
              use-syslog: no
              logfile: ""
              chroot: ""
              username: ""
              num-threads: 1
              directory: "{folder.File("unbound")}"
              pidfile: "{folder.File("unbound/pid")}"
              do-not-query-localhost: no
              module-config: "validator iterator"
              trust-anchor-file: "{folder.Write("unbound/anchors", string.Join('\n', anchors) + "\n")}"
            {settings}
            remote-control:
              control-enable: no
            {string.Concat(servers.Select(server => $"stub-zone:\n  name: {server.Zone}\n  stub-addr: 127.0.0.1@{server.Port}\n"))}

            """);
        var start = new ProcessStartInfo(Program, ["-d", "-c", configuration]) { UseShellExecute = false, RedirectStandardError = true };
        Process process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var unbound = new Unbound(process, port);
        await Eventually.HoldsAsync(async () => process.HasExited || await unbound.IsReadyAsync());
        Assert.False(process.HasExited, "unbound has ended");
        return unbound;
    }

    public Task<Question.Answer> AskAsync(string name, RecordType type) => Question.AskResolverAsync(Port, name, type);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    /// <summary>It answers for localhost by itself.</summary>
    private async Task<bool> IsReadyAsync()
    {
        try
        {
            return (await AskAsync("localhost.", RecordType.A)).AnswerCount > 0;
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return false;
        }
    }

    /// <summary>A test that needs Unbound: skipped without it, but never on CI.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class TheoryAttribute : Xunit.TheoryAttribute
    {
        public TheoryAttribute() =>
            Skip = IsHere || Environment.GetEnvironmentVariable("CI") is "true" ? null : "Not installed: unbound (tests/run.sh installs it)";
    }
}
