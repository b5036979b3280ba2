using System.Net;
using ReverseDns.App.Health;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests.Health;

/// <summary>Instances that are judged, as whoever sends them clients sees it.</summary>
public sealed class VerdictTests : IDisposable
{
    private const string Zone = "2.0.192.in-addr.arpa";

    private readonly ServerFolder _folder = new();
    private readonly HealthDoor _door = new();

    public VerdictTests() => _folder.Write($"zones/{Zone}.zone", """
        $TTL 3600
        @ SOA ns.example.net. hostmaster.example.net. 1 7200 900 604800 300
        @ NS ns.example.net.
        1 PTR one.example.net.
        4 NS ns.other.example.

        """);

    public void Dispose()
    {
        _door.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_instance_that_drains_is_first_not_ready_and_goes_on_answering()
    {
        using RunningServer server = await RunningServer.StartAsync("serve", "-c", Drained());
        VerdictReport report = await _door.AwaitAsync("healthy", reason: null);
        Assert.Equal("fleet", report.KeepLast);
        Assert.Equal((HttpStatusCode.OK, false), await _door.ReadyAsync());
        Assert.Contains("verdict        healthy since", (await _folder.CtlAsync("status")).Output, StringComparison.Ordinal);

        await _folder.CtlAsync("drain");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, true), await _door.ReadyAsync());
        Assert.True((await Question.AskAsync(_folder.Port, $"1.{Zone}", RecordType.PTR)).Contains("one"));
        (HttpStatusCode code, report) = await _door.ReadAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "draining"), (code, report.Verdict));
        (_, string log) = await server.EndAsync();
        Assert.Contains("Verdict Healthy, before Bad: ", log, StringComparison.Ordinal);
        Assert.Contains("Verdict Draining, before Healthy: the instance is to stop", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_address_that_is_gone_or_that_somebody_else_answers_at_is_bad()
    {
        using var other = new ServerFolder();
        other.Write("zones/example.zone", "@ 3600 SOA ns.example. h.example. 1 7200 900 604800 300\n@ 3600 NS ns.example.net.\n");
        using RunningServer neighbour = await other.ServeAsync();
        using RunningServer server = await _folder.ServeAsync(
            _door.Configuration($"addresses: [\"127.0.0.1:{_folder.Port}\", \"127.0.0.1:{other.Port}\", \"198.51.100.53:53\"]") + "\nedns: { nsid: here }");

        VerdictReport report = await _door.AwaitAsync("bad", "address-missing");
        Assert.Contains(report.Reasons, reason => HealthDoor.Is(reason, "wrong-identity") && reason.Cause.Contains("NSID '' answered, we are 'here'", StringComparison.Ordinal));
        Assert.DoesNotContain(report.Reasons, reason => reason.Cause.StartsWith($"127.0.0.1:{_folder.Port}", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _door.ReadAsync()).Code);
    }

    [MountFact]
    public async Task A_disk_that_is_full_and_signatures_near_their_end_degrade()
    {
        using var disk = new SmallDisk(_folder.File("state"));
        using RunningServer server = await _folder.ServeAsync(
            _door.Configuration("signature-margin: 30d") + $"\ndnssec: {{ sign: [{Zone}], key-folder: keys, parent-check: false }}");
        VerdictReport report = await _door.AwaitAsync("degraded", "signature-near-end");
        Assert.Contains(report.Reasons, reason => reason is { Data: true, Class: "degraded" } && reason.Cause.StartsWith($"{Zone}. has a signature that ends", StringComparison.Ordinal));
        Assert.DoesNotContain(report.Reasons, reason => HealthDoor.Is(reason, "disk-low"));

        disk.Fill();
        await _door.AwaitAsync("degraded", "disk-low");
        Assert.Equal(HttpStatusCode.OK, (await _door.ReadyAsync()).Code);
        disk.Empty();
        await Eventually.HoldsAsync(async () => (await _door.ReadAsync()).Report.Reasons.All(reason => !HealthDoor.Is(reason, "disk-low")));
    }

    private string Drained()
    {
        string file = _folder.Configure(_door.Configuration());
        File.WriteAllText(file, File.ReadAllText(file).Replace("drain-time: 0ms", "drain-time: 2s", StringComparison.Ordinal));
        return file;
    }
}
