using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using ReverseDns.App.History;
using ReverseDns.Dnssec.Tests;
using ReverseDns.Protocol;
using ReverseDns.Server;
using ReverseDns.Transfer;
using ReverseDns.Zones;

namespace ReverseDns.App.Tests.Monitoring.Counted;

/// <summary>The counted questions on both sides of midnight.</summary>
public sealed class CountedDayTests : IDisposable
{
    private static readonly DateTimeOffset Midnight = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

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
            new ServerOptions { Listen = [new IPEndPoint(IPAddress.Loopback, 0)], Workers = 1, PinWorkers = false }, store, transfers: new TransferResponder(TransferSettings.None));
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
