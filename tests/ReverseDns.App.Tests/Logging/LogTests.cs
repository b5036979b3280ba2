using System.Text.Json;

namespace ReverseDns.App.Tests.Logging;

/// <summary>What a server logs, read as operators have it read.</summary>
public sealed class LogTests : IDisposable
{
    private const string Journald = "/lib/systemd/systemd-journald";

    private readonly ServerFolder _folder = new();

    public LogTests()
    {
        _folder.Write("zones/2.0.192.in-addr.arpa.zone", """
            $TTL 1h
            @ SOA ns.example. hostmaster.example. 1 1h 15m 7d 1h
              NS  ns.example.
            1 PTR host.example.

            """);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_failing_primary_is_an_event_with_zone_primary_and_cause()
    {
        using RunningServer server = await _folder.ServeAsync(Failing("json"));
        await Eventually.HoldsAsync(async () =>
            (await _folder.CtlAsync("zone", "100.51.198.in-addr.arpa")).Output.Contains("refused", StringComparison.OrdinalIgnoreCase));
        (_, string log) = await server.TerminateAsync();
        JsonElement[] events = [.. log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        JsonElement failing = events.First(item => item.GetProperty("event").ValueEquals("primary-failing"));
        Assert.Equal("100.51.198.in-addr.arpa.", failing.GetProperty("zone").GetString());
        Assert.StartsWith("127.0.0.1:", failing.GetProperty("primary").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(failing.GetProperty("cause").GetString()!);
        Assert.Equal("stopped", events[^1].GetProperty("event").GetString());
    }

    [MountFact]
    public async Task The_journal_of_systemd_has_the_same_fields()
    {
        Assert.True(File.Exists(Journald), $"{Journald} is not installed (tests/run.sh installs it)");
        string configuration = _folder.Configure(Failing("journal"));
        string script = _folder.Write("journal.sh", $$"""
            set -e
            mount -t tmpfs none /run
            mkdir -p /run/systemd/journal /run/log/journal
            {{Journald}} & journald=$!
            for i in $(seq 100); do [ -S /run/systemd/journal/socket ] && break; sleep 0.1; done
            dotnet exec {{Rdns.Assembly}} serve -c {{configuration}} >&2 & rdns=$!
            for i in $(seq 100); do
              journalctl --directory=/run/log/journal -o json SYSLOG_IDENTIFIER=rdns > journal.json 2>/dev/null || true
              grep -q primary-failing journal.json && break
              sleep 0.2
            done
            kill $rdns
            wait $rdns || true
            kill $journald
            wait $journald || true
            cat journal.json
            """);
        string journal = await Programs.RunAsync(Path.GetDirectoryName(script)!, "unshare", "--mount", "bash", script);
        JsonElement failing = journal.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .First(item => item.GetProperty("RDNS_EVENT").ValueEquals("primary-failing"));
        Assert.Equal("4", failing.GetProperty("PRIORITY").GetString());
        Assert.Equal("100.51.198.in-addr.arpa.", failing.GetProperty("RDNS_ZONE").GetString());
        Assert.StartsWith("127.0.0.1:", failing.GetProperty("RDNS_PRIMARY").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(failing.GetProperty("RDNS_CAUSE").GetString()!);
    }

    [DigFact]
    public async Task A_log_that_cannot_be_written_costs_no_answer_and_no_reload()
    {
        string configuration = _folder.Configure();
        await using var server = RunningProgram.Start(
            Path.GetDirectoryName(configuration)!, "bash", "-c", $"exec dotnet exec {Rdns.Assembly} serve -c {configuration} 2>/dev/full");
        await Eventually.HoldsAsync(async () => (await AskAsync()).Length == 1, () => server.Log);
        Assert.Equal(0, (await _folder.CtlAsync("reload")).ExitCode);
        Assert.Single(await AskAsync());
    }

    private Task<string[]> AskAsync() => Dig.AskAsync(_folder.Port, "-x", "192.0.2.1", "+tries=1", "+time=1", "+nodnssec");

    /// <summary>The first key follows upon the list of zones.</summary>
    private static string Failing(string format) => $"""
          - origin: 100.51.198.in-addr.arpa
            primaries: "127.0.0.1:{FreePort.Next()}"
        log:
          format: {format}
        """;
}
