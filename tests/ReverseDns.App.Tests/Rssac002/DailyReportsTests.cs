using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using ReverseDns.App.Rssac002;
using ReverseDns.Protocol;
using ReverseDns.Server;
using ReverseDns.Zones;

namespace ReverseDns.App.Tests.Rssac002;

[SuppressMessage("Reliability", "CA2213", Justification = "Disposed asynchronously")]
public sealed class DailyReportsTests : IAsyncLifetime, IDisposable
{
    private const string Prefix = "x-rdns";

    private static readonly DateOnly First = new(2026, 12, 30);

    private readonly TemporaryFolder _folder = new();
    private readonly SteppedTime _clock = new(new DateTimeOffset(2026, 12, 30, 13, 0, 0, TimeSpan.Zero));
    private readonly ReportFolder _written;
    private DnsServer _server = null!;
    private DailyReports _reports = null!;

    public DailyReportsTests()
    {
        _written = new ReportFolder(_folder.File("reports"));
        Open();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _reports.DisposeAsync();
        await _server.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_day_has_what_was_asked_in_it_in_reports_that_are_written_a_minute_after_its_end()
    {
        await AskAsync(7);
        _clock.Now = new DateTimeOffset(2026, 12, 31, 0, 0, 0, TimeSpan.Zero);
        await AskAsync(3);
        Assert.False(Directory.Exists(_folder.File("reports")));
        _clock.Now += TimeSpan.FromMinutes(1);
        await AskAsync(2);
        _clock.Now = new DateTimeOffset(2027, 1, 1, 0, 1, 0, TimeSpan.Zero);
        await AskAsync(0);

        Check(First, asked: 7);
        Check(First.AddDays(1), asked: 5);
        Assert.Equal(12, _written.Names.Count());
    }

    [Fact]
    public async Task A_kill_within_the_day_and_one_at_midnight_lose_nothing()
    {
        await AskAsync(4);
        await KillAsync();
        await AskAsync(5);
        await KillAsync();
        _clock.Now = new DateTimeOffset(2026, 12, 31, 0, 0, 2, TimeSpan.Zero);
        await AskAsync(1);
        await KillAsync();
        _clock.Now = new DateTimeOffset(2027, 1, 3, 8, 0, 0, TimeSpan.Zero);
        await AskAsync(0);

        // A day in which nothing ran is not reported as one without traffic.
        Check(First, asked: 9);
        Check(First.AddDays(1), asked: 1);
        Assert.Equal(12, _written.Names.Count());
    }

    [Fact]
    public async Task Reports_that_were_taken_away_are_not_written_again()
    {
        await AskAsync(4);
        _clock.Now += TimeSpan.FromDays(1);
        await AskAsync(1);
        Directory.Delete(_folder.File("reports"), recursive: true);
        await KillAsync();
        _clock.Now += TimeSpan.FromDays(1);
        await AskAsync(1);

        Check(First.AddDays(1), asked: 1);
        Assert.Equal(6, _written.Names.Count());
    }

    [Fact]
    public async Task Reports_that_cannot_be_written_are_once_they_can()
    {
        await AskAsync(4);
        await File.WriteAllTextAsync(_folder.File("reports"), "not a folder");
        _clock.Now += TimeSpan.FromDays(1);
        await AskAsync(1);
        File.Delete(_folder.File("reports"));
        _clock.Now += TimeSpan.FromMinutes(1);
        await AskAsync(0);

        Check(First, asked: 4);
    }

    [Fact]
    public async Task Versions_are_told_by_serial_each_once_with_the_time_they_took()
    {
        Note(new ZoneVersion("2.0.192.in-addr.arpa.", 2026123000, null, 500));
        Note(new ZoneVersion("2.0.192.in-addr.arpa.", 2026123001, 3, 510));
        Note(new ZoneVersion("2.0.192.in-addr.arpa.", 2026123001, null, 510));
        Note(new ZoneVersion("example.", 1, 1, 1));
        await File.AppendAllTextAsync(Directory.GetFiles(_folder.Path, "rssac002-versions-*")[0], "2.0.192.in-addr.arpa. 7 7 7 0000");
        Note(new ZoneVersion("2.0.192.in-addr.arpa.", 2026123002, 0, 520));
        _clock.Now += TimeSpan.FromDays(1);
        await AskAsync(0);
        _clock.Now += TimeSpan.FromMinutes(1);
        await AskAsync(0);

        // Nothing was added to the sums of that day but by the start.
        Assert.Equal(
            [("time/2026123001", 3L), ("time/2026123002", 0L)],
            _written.Numbers(Prefix, First, "load-time").Select(item => (item.Key, item.Value)));
        Assert.Equal(
            [("size/2026123000", 500L), ("size/2026123001", 510L), ("size/2026123002", 520L)],
            _written.Numbers(Prefix, First, "zone-size").Select(item => (item.Key, item.Value)));
        Assert.Empty(Directory.GetFiles(_folder.Path, "rssac002-versions-20261230"));
    }

    private void Check(DateOnly day, int asked)
    {
        Dictionary<string, long> volume = _written.Numbers(Prefix, day, "traffic-volume");
        Assert.Equal(8, volume.Count);
        Assert.Equal(2L * asked, volume.Values.Sum());
        Assert.Equal((asked, asked), (volume["dns-udp-queries-received-ipv4"], volume["dns-udp-responses-sent-ipv4"]));
        Assert.Equal(asked == 0 ? [] : [("5", (long)asked)], _written.Numbers(Prefix, day, "rcode-volume").Select(item => (item.Key, item.Value)));
        Dictionary<string, object?> sizes = _written.Read(Prefix, day, "traffic-sizes");
        Assert.Equal(["udp-request-sizes", "udp-response-sizes", "tcp-request-sizes", "tcp-response-sizes"], sizes.Keys);
        Assert.Empty((IDictionary<object, object>)sizes["tcp-request-sizes"]!);
        Assert.Equal([("32-47", $"{asked}")], ((IDictionary<object, object>)sizes["udp-request-sizes"]!).Select(item => (item.Key, item.Value)));
        Assert.Equal([("num-sources-ipv4", 11L), ("num-sources-ipv6", 22L), ("num-sources-ipv6-aggregate", 3L)],
            _written.Numbers(Prefix, day, "unique-sources").Select(item => (item.Key, item.Value)));
    }

    /// <summary>Of a server without zones, so that every answer is REFUSED.</summary>
    private async Task AskAsync(int questions)
    {
        for (int i = 0; i < questions; i++)
        {
            await Question.AskAsync(_server.Addresses[0].Port, "a.b.c.rdns.example.", RecordType.PTR);
        }

        _reports.Sample();
    }

    private void Note(ZoneVersion version) => new VersionJournal(_folder.Path).Add(DateOnly.FromDateTime(_clock.Now.UtcDateTime), version);

    private async Task KillAsync()
    {
        // Nothing is said to what kept the sums.
        await _server.DisposeAsync();
        Open();
    }

    [MemberNotNull(nameof(_server), nameof(_reports))]
    private void Open()
    {
        _server = new DnsServer(new ServerOptions { Listen = [new IPEndPoint(IPAddress.Loopback, 0)], Workers = 1, PinWorkers = false }, new ZoneStore());
        _server.Start();
        var options = new Rssac002Options(
            _folder.File("reports"), "x.rdns.example", Prefix, [DomainName.Parse("2.0.192.in-addr.arpa.")]);
        DnsServer server = _server;
        _reports = new DailyReports(
            _folder.Path, options, new VersionJournal(_folder.Path), () => server.Counters, _ => new SourceCounts(11, 22, 3), () => { }, _clock, NullLogger.Instance);
        _reports.Sample();
    }
}
