using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using ReverseDns.App.History;
using ReverseDns.App.Rssac002;
using ReverseDns.Protocol;
using ReverseDns.Server;
using ReverseDns.Zones;

namespace ReverseDns.App.Tests.Rssac002;

public sealed class ReportedServerTests : IDisposable
{
    private const string Settings = """
        rssac002:
          folder: reports
          service: x.rdns.example
          zones: [2.0.192.in-addr.arpa]
        """;

    private readonly ServerFolder _folder = new();

    public ReportedServerTests() => WriteZone(7);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_day_of_a_server_that_was_killed_and_started_again_is_reported_as_it_was_asked()
    {
        using (RunningServer first = await _folder.ServeAsync(Settings))
        {
            await AskAsync(20);
            await Eventually.HoldsAsync(() => Kept() == 20 && Versions().Count == 1);
            await first.EndByForceAsync();
        }

        using (RunningServer second = await _folder.ServeAsync(Settings))
        {
            await AskAsync(5);
            await AskOverTcpAsync();
            WriteZone(8);
            Assert.Equal(0, (await _folder.CtlAsync("reload")).ExitCode);
            await Eventually.HoldsAsync(() => Versions().Any(version => version is { Serial: 8, Seconds: not null }));
            await second.TerminateAsync();
        }

        await ReportAsync();
        var reports = new ReportFolder(_folder.File("reports"));
        var day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        Dictionary<string, long> volume = reports.Numbers("x-rdns-example", day, "traffic-volume");
        Assert.Equal(
            (25, 25, 1, 1, 52),
            (volume["dns-udp-queries-received-ipv4"], volume["dns-udp-responses-sent-ipv4"], volume["dns-tcp-queries-received-ipv4"],
                volume["dns-tcp-responses-sent-ipv4"], volume.Values.Sum()));
        Assert.Equal([("0", 26L)], reports.Numbers("x-rdns-example", day, "rcode-volume").Select(item => (item.Key, item.Value)));
        Dictionary<string, long> sizes = reports.Numbers("x-rdns-example", day, "traffic-sizes");
        Assert.Equal((25, 1, 26 * 2), (sizes["udp-request-sizes/32-47"], sizes["tcp-request-sizes/32-47"], sizes.Values.Sum()));
        Assert.Equal(
            [("num-sources-ipv4", 2L), ("num-sources-ipv6", 0L), ("num-sources-ipv6-aggregate", 0L)],
            reports.Numbers("x-rdns-example", day, "unique-sources").Select(item => (item.Key, item.Value)));
        Assert.Equal(["time/8"], reports.Numbers("x-rdns-example", day, "load-time").Keys);
        Assert.Equal(["size/7", "size/8"], reports.Numbers("x-rdns-example", day, "zone-size").Keys);
    }

    [Theory]
    [InlineData("  folder: reports", "rssac002.service: a name")]
    [InlineData("  folder: reports\n  service: a b", "rssac002.service: a name")]
    [InlineData("  folder: reports\n  service: a\n  zones: [a..b]", "rssac002.zones: 'a..b' is no domain name")]
    [InlineData("  folder: reports\n  service: a\n  prefix: ../a", "rssac002.prefix: letters")]
    [InlineData("  folder: reports\n  service: a\nhistory: false", "rssac002.folder: reports are made of what is kept")]
    public async Task What_cannot_be_reported_is_said_at_the_start(string keys, string error)
    {
        string file = _folder.Write("wrong.yaml", "state-folder: state\nzones:\n  - folder: zones\nrssac002:\n" + keys + "\n");
        Rdns.Outcome outcome = await Rdns.RunAsync("check", "config", file);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(error, outcome.Output + outcome.Error, StringComparison.Ordinal);
    }

    private void WriteZone(int serial) => _folder.Write(
        "zones/2.0.192.in-addr.arpa.zone",
        $"$TTL 3600\n@ SOA ns.example. h.example. {serial} 7200 900 1209600 900\n NS ns.example.\n1 PTR host.example.\n");

    private async Task AskAsync(int times)
    {
        for (int i = 0; i < times; i++)
        {
            await Question.AskAsync(_folder.Port, "1.2.0.192.in-addr.arpa.", RecordType.PTR);
        }
    }

    private async Task AskOverTcpAsync()
    {
        using var client = new TcpClient(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        await client.ConnectAsync(IPAddress.Loopback, _folder.Port);
        byte[] name = DomainName.Parse("1.2.0.192.in-addr.arpa.").Wire.ToArray();
        byte[] query = [0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. name, 0, 12, 0, 1];
        await client.GetStream().WriteAsync((byte[])[0, (byte)query.Length, .. query]);
        await client.GetStream().ReadExactlyAsync(new byte[2]);
    }

    private string History => _folder.File("state/history");

    private long Kept()
    {
        using var file = RingFile.Open(Path.Combine(History, "rssac002-days"), DailyReports.Days);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return file.Read(now, now) is [var point] ? point.Values[0] : 0;
    }

    private IReadOnlyList<ZoneVersion> Versions() =>
        new VersionJournal(History).Read(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));

    /// <summary>As a start does on the next day.</summary>
    private async Task ReportAsync()
    {
        var clock = new SteppedTime(TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(1) + TimeSpan.FromMinutes(2));
        await using var server = new DnsServer(new ServerOptions { Listen = [new IPEndPoint(IPAddress.Loopback, 0)] }, new ZoneStore());
        await using var sources = new SourceHistory(
            new UniqueSources(SourceKey.Create()), new SourceFiles(History, SourceState.ReadKey(History)!), clock, NullLogger.Instance);
        await using var reports = new DailyReports(
            History,
            new Rssac002Options(_folder.File("reports"), "x.rdns.example", "x-rdns-example", [DomainName.Parse("2.0.192.in-addr.arpa.")]),
            new VersionJournal(History),
            () => server.Counters,
            sources.OfDay,
            () => { },
            clock,
            NullLogger.Instance);
        reports.Sample();
    }
}
