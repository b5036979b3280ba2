using System.Text.Json;
using ReverseDns.App.Fleet;
using ReverseDns.App.Health;
using ReverseDns.App.Tests.Health;

namespace ReverseDns.App.Tests.Fleet;

/// <summary>Three instances, and who looks at them.</summary>
public sealed class FleetTests : IDisposable
{
    private const string Zone = "2.0.192.in-addr.arpa";
    private const string Other = "example.net";
    private const string Token = "a-token-of-the-fleet";

    private static readonly string[] Names = ["ams", "fra", "lon"];

    private readonly ServerFolder[] _folders = [.. Names.Select(_ => new ServerFolder())];
    private readonly HealthDoor[] _doors = [.. Names.Select(_ => new HealthDoor())];
    private readonly TemporaryFolder _desk = new();

    public void Dispose()
    {
        Array.ForEach(_doors, door => door.Dispose());
        Array.ForEach(_folders, folder => folder.Dispose());
        _desk.Dispose();
    }

    [Fact]
    public async Task Three_instances_are_shown_side_by_side_with_what_differs()
    {
        Write(0, Zone, 7);
        Write(0, Other, 1);
        Write(1, Zone, 7);
        Write(1, Other, 1);
        Write(2, Zone, 6);
        RunningServer[] servers = await Task.WhenAll(Names.Select((_, at) => _folders[at].ServeAsync(Configuration(at))));
        VerdictReport[] reports = await Task.WhenAll(_doors[..2].Select(door => door.AwaitAsync("healthy", reason: null)));
        await _doors[2].AwaitAsync("healthy", reason: null, Token);
        string list = WriteList();

        Rdns.Outcome status = await Rdns.RunAsync("fleet", "status", "-c", list);
        Assert.Equal(1, status.ExitCode);
        string[] lines = status.Output.Split('\n');
        Assert.StartsWith("INSTANCE  VERDICT  SINCE", lines[0], StringComparison.Ordinal);
        Assert.Matches("^ams       healthy  .*  -      2      0       0s   1\\.", lines[1]);
        Assert.Equal([$"{Zone}.: 7 on ams, fra; 6 on lon", $"{Other}.: 1 on ams, fra; nothing on lon"], lines[4..6]);

        Write(2, Zone, 7);
        Write(2, Other, 1);
        await _folders[2].CtlAsync("reload");
        await Eventually.HoldsAsync(
            async () => (status = await Rdns.RunAsync("fleet", "status", "-c", list)).ExitCode == 0, () => $"the fleet is not well: {status.Output}");
        Assert.Equal(5, status.Output.Split('\n').Length);

        await IsSeenAsync(reports[0].Run, expected: true);
        await servers[1].TerminateAsync();
        await servers[2].TerminateAsync();
        status = await Rdns.RunAsync("fleet", "status", "-c", list, "--json");
        Assert.Equal(1, status.ExitCode);
        FleetStatus read = JsonSerializer.Deserialize<FleetStatus>(status.Output, JsonSerializerOptions.Web)!;
        Assert.Equal(["healthy", null, null], read.Instances.Select(instance => instance.Verdict));
        Assert.Empty(read.Differing);
        await IsSeenAsync(reports[0].Run, expected: false);
        Array.ForEach(servers, server => server.Dispose());
    }

    [Fact]
    public async Task A_token_that_is_wrong_and_no_instance_at_all_are_said()
    {
        Write(2, Zone, 1);
        using RunningServer server = await _folders[2].ServeAsync(Configuration(2));
        Rdns.Outcome status = await Rdns.RunAsync("fleet", "status", Url(2));
        Assert.Equal(1, status.ExitCode);
        Assert.Contains("401 Unauthorized", status.Output, StringComparison.Ordinal);

        status = await Rdns.RunAsync("fleet", "status", "-c", _desk.Write("none.yaml", "zones: [{ folder: zones }]\n"));
        Assert.Equal(1, status.ExitCode);
        Assert.Contains("no instance stands under 'fleet'", status.Error, StringComparison.Ordinal);
    }

    /// <summary>By the first instance, which is in its list too.</summary>
    private async Task IsSeenAsync(string ownRun, bool expected)
    {
        await using var watch = new FleetWatch(
            [.. Names.Select((name, at) => new FleetInstance(name, new Uri(Url(at)), at == 2 ? Token : null))], ownRun, TimeProvider.System);
        await Eventually.HoldsAsync(() => watch.IsComplete);
        Assert.Equal(expected, watch.OthersAreWell);
    }

    private string Url(int at) => $"http://127.0.0.1:{_doors[at].Port}/";

    private string Configuration(int at)
    {
        string token = at == 2 ? $", token-file: {_desk.Write("token", Token + "\n")}" : "";
        return _doors[at].Configuration().Replace(" }\nhealth", $"{token} }}\nhealth", StringComparison.Ordinal) + $"\nidentity: {{ id-server: {Names[at]} }}";
    }

    private string WriteList() => _desk.Write("fleet.yaml", "zones: [{ folder: zones }]\nfleet:\n" + string.Concat(
        Names.Select((name, at) => $"  - {{ name: {name}, url: \"{Url(at)}\"{(at == 2 ? ", token-file: token" : "")} }}\n")));

    private void Write(int at, string zone, int serial) => _folders[at].Write($"zones/{zone}.zone", $"""
        $TTL 3600
        @ SOA ns.example.org. hostmaster.example.org. {serial} 7200 900 604800 300
        @ NS ns.example.org.

        """);
}
