using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using ReverseDns.App.History;
using ReverseDns.App.Rssac002;
using ReverseDns.App.Tests.Rssac002;
using ReverseDns.App.Top;
using ReverseDns.Protocol;
using ReverseDns.Server;
using ReverseDns.Transfer;
using ReverseDns.Zones;

namespace ReverseDns.App.Tests.Monitoring.Counted;

/// <summary>The counted questions on both sides of midnight.</summary>
public sealed class CountedDayTests : IDisposable
{
    private const string Prefix = "x-rdns";

    private static readonly DateTimeOffset Midnight = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly TrafficSamples _samples = new(oneIn: 1);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_day_has_what_was_asked_in_it()
    {
        await using DnsServer server = Serve();
        var clock = new SteppedTime(Midnight - TimeSpan.FromSeconds(2));
        await using var history = TrafficHistory.Open(_folder.File("history"), () => server.Counters, () => true, clock, NullLogger.Instance);
        Tally before = new();
        Tally after = new();
        await AskAsync(server, before);
        await AgreesAsync(server, before);
        history.Sample();
        clock.Pass(TimeSpan.FromSeconds(4));
        await AskAsync(server, after);
        await AskAsync(server, after);
        await AgreesAsync(server, before, after);
        history.Sample();

        Assert.Equal(ExpectedSamples.Columns(before), Remembered(history, Midnight - TimeSpan.FromDays(1), before));
        Assert.Equal(ExpectedSamples.Columns(after), Remembered(history, Midnight, after));
    }

    [Fact]
    public async Task The_reports_of_each_day_and_the_top_lists_have_what_was_asked()
    {
        await using DnsServer server = Serve();
        var clock = new SteppedTime(Midnight - TimeSpan.FromSeconds(2));
        Tally before = new();
        Tally after = new();
        await using var top = new TopLists(_samples, clock);
        await using (DailyReports reports = Report(server, clock))
        {
            await AskAsync(server, before);
            await AgreesAsync(server, before);
            reports.Sample();
            clock.Pass(TimeSpan.FromSeconds(4));
            await AskAsync(server, after);
            await AgreesAsync(server, before, after);
            reports.Sample();
            clock.Pass(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
            reports.Sample();
        }

        var written = new ReportFolder(_folder.File("reports"));
        AssertReported(written, Midnight.AddDays(-1), before);
        AssertReported(written, Midnight, after);
        top.Sample();
        TopReport report = top.Read(TopWindow.Day, most: 100);
        Assert.Equal(0, report.Lost);
        Assert.Equal(
            before.Zones.Concat(after.Zones).GroupBy(zone => zone.Key, StringComparer.Ordinal)
                .Select(zone => (zone.Key, zone.Sum(counts => (long)counts.Value.Queries))).Order(),
            report.Zones.Select(zone => (zone.Name, zone.Queries)).Order());
    }

    private static void AssertReported(ReportFolder written, DateTimeOffset day, Tally tally)
    {
        var date = DateOnly.FromDateTime(day.UtcDateTime);
        Dictionary<string, long> volume = written.Numbers(Prefix, date, "traffic-volume");
        Dictionary<string, long> sizes = written.Numbers(Prefix, date, "traffic-sizes");
        foreach (WayTally way in tally.Ways)
        {
            string transport = way.Transport.ToString().ToLowerInvariant();
            Assert.Equal(way.RequestSizes.Count, volume[$"dns-{transport}-queries-received-ipv4"]);
            Assert.Equal(way.Answers.Values.Sum(), volume[$"dns-{transport}-responses-sent-ipv4"]);
            AssertSizes(sizes, $"{transport}-request-sizes", way.RequestSizes, last: 288);
            AssertSizes(sizes, $"{transport}-response-sizes", way.ResponseSizes, last: 4_096);
        }

        Assert.Equal(
            tally.Ways.SelectMany(way => way.Answers).GroupBy(answers => (int)answers.Key)
                .Select(code => (code.Key.ToString(CultureInfo.InvariantCulture), code.Sum(answers => (long)answers.Value))).Order(),
            written.Numbers(Prefix, date, "rcode-volume").Select(code => (code.Key, code.Value)).Order());
    }

    /// <summary>In steps of 16 octets; from the last on all are together.</summary>
    private static void AssertSizes(Dictionary<string, long> reported, string kind, IEnumerable<int> sizes, int last) => Assert.Equal(
        sizes.GroupBy(size => size >= last
                ? string.Create(CultureInfo.InvariantCulture, $"{kind}/{last}-")
                : string.Create(CultureInfo.InvariantCulture, $"{kind}/{size / 16 * 16}-{(size / 16 * 16) + 15}"))
            .Select(step => (step.Key, (long)step.Count())).Order(),
        reported.Where(size => size.Key.StartsWith($"{kind}/", StringComparison.Ordinal)).Select(size => (size.Key, size.Value)).Order());

    private DailyReports Report(DnsServer server, TimeProvider clock)
    {
        var options = new Rssac002Options(_folder.File("reports"), "x.rdns.example", Prefix, []);
        return new DailyReports(
            _folder.Path, options, new VersionJournal(_folder.Path), () => server.Counters, _ => new SourceCounts(1, 0, 0), () => { }, clock, NullLogger.Instance);
    }

    private DnsServer Serve()
    {
        var zones = new List<CompiledZone>();
        foreach ((string zone, string text) in CountedQuestions.Zones(1))
        {
            var found = new List<ZoneDiagnostic>();
            using ZoneContents? contents = ZoneFile.Load(
                _folder.Write($"{zone}zone", text), DomainName.Parse(zone), ZoneFileOptions.Default, found, out _);
            zones.Add(CompiledZone.Compile(contents ?? throw new InvalidOperationException(string.Join('\n', found))));
        }

        var store = new ZoneStore();
        store.Publish(ZoneTable.Create(
            [.. zones.Select(zone => new ServedZone(zone.Origin, zone)), new ServedZone(DomainName.Parse(CountedQuestions.Missing), Zone: null)]));
        var server = new DnsServer(
            new ServerOptions { Listen = [new IPEndPoint(IPAddress.Loopback, 0)], Workers = 1, PinWorkers = false }, store, transfers: new TransferResponder(TransferSettings.None), samples: _samples);
        server.Start();
        return server;
    }

    private static async Task AskAsync(DnsServer server, Tally tally)
    {
        await CountedQuestions.AskAsync(Transport.Udp, server.Addresses[0], tally, question => !question.IsTransfer);
        await CountedQuestions.AskAsync(Transport.Tcp, server.Addresses[0], tally, question => !question.IsTransfer);
    }

    /// <summary>A message that gets no answer may still be on its way.</summary>
    private static Task AgreesAsync(DnsServer server, params Tally[] tallies) => Eventually.HoldsAsync(() =>
        server.Counters.Traffic.Sum(way => way.Requests) == tallies.Sum(tally => tally.Ways.Sum(way => way.RequestSizes.Count)));

    /// <summary>The sums of a day by the hour, of the columns that are counted.</summary>
    private static Dictionary<string, long> Remembered(TrafficHistory history, DateTimeOffset day, Tally tally)
    {
        HistoryRange range = history.Read(day, day + TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1), most: 24);
        return ExpectedSamples.Columns(tally).Keys.ToDictionary(
            column => column,
            column => range.Points.Sum(point => point?[TrafficColumns.Names.ToList().IndexOf(column)] ?? 0),
            StringComparer.Ordinal);
    }
}
