using System.Globalization;
using ReverseDns.App.Monitoring;
using ReverseDns.Protocol;
using ReverseDns.Server;

namespace ReverseDns.App.Tests.Monitoring.Counted;

/// <summary>A fixed mix of questions, and everything that shows numbers of them: all agree with the count of who asked.</summary>
public sealed class CountedReplayTests : IDisposable
{
    private readonly CountedServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Every_counter_equals_the_count_across_a_reload_and_the_history_across_a_kill()
    {
        var first = new Tally();
        using (RunningServer server = await _server.StartAsync())
        {
            await _server.AskAsync(first);
            await AgreesAsync(first);

            _server.WriteZones(2);
            Assert.Equal(0, (await _server.CtlAsync("reload")).ExitCode);
            await _server.AskAsync(first);
            await AgreesAsync(first);
            await RemembersAsync(first);
            await server.EndByForceAsync();
        }

        // Counters start anew; what was remembered does not.
        var second = new Tally();
        using RunningServer again = await _server.StartAsync();
        await RemembersAsync(first);
        await _server.AskAsync(second);
        await AgreesAsync(second);
        await RemembersAsync(first, second);
    }

    [PrometheusFact]
    public async Task Prometheus_beside_it_comes_to_the_same_sums_across_a_kill()
    {
        var tally = new Tally();
        RunningServer server = await _server.StartAsync();
        using var prometheus = new PrometheusServer(_server.HttpPort);
        Assert.Equal(0, await prometheus.AwaitAsync("sum(rdns_requests_total)", 0));
        await _server.AskAsync(tally);
        foreach ((string expression, long sum) in Sums(tally))
        {
            Assert.True(await prometheus.AwaitAsync(expression, sum) == sum, $"{expression} is not {sum}");
        }

        await server.EndByForceAsync();
        server.Dispose();
        var second = new Tally();
        using RunningServer again = await _server.StartAsync();
        Assert.Equal(0, await prometheus.AwaitAsync("sum(rdns_requests_total)", 0));
        await _server.AskAsync(second);
        long requests = second.Ways.Sum(way => way.RequestSizes.Count);
        Assert.Equal(requests, await prometheus.AwaitAsync("sum(rdns_requests_total)", requests));

        // What has been counted since a scrape at zero, as increase() has it: what was seen before the kill and what after it.
        long both = requests + tally.Ways.Sum(way => way.RequestSizes.Count);
        Assert.InRange(await prometheus.AskAsync("sum(increase(rdns_requests_total[10m]))") ?? 0, both * 0.9, both * 1.3);
        Assert.True(await prometheus.AskAsync("max(resets(rdns_requests_total{transport=\"udp\"}[10m]))") >= 1);
    }

    private static IEnumerable<(string Expression, long Sum)> Sums(Tally tally)
    {
        IReadOnlyList<WayTally> ways = tally.Ways;
        yield return ("sum(rdns_requests_total)", ways.Sum(way => way.RequestSizes.Count));
        yield return ("sum(rdns_request_size_bytes_sum)", ways.Sum(way => way.RequestSizes.Sum(size => (long)size)));
        yield return ("sum(rdns_response_size_bytes_sum)", ways.Sum(way => way.ResponseSizes.Sum(size => (long)size)));
        yield return ("sum(rdns_zone_queries_total)", tally.Zones.Values.Sum(zone => zone.Queries));
        yield return ("sum(rdns_zone_name_errors_total)", tally.Zones.Values.Sum(zone => zone.NameErrors));
        yield return ("sum(rdns_dropped_requests_total)", ways.Sum(way => way.Drops.Values.Sum()));
        foreach (IGrouping<Transport, WayTally> way in ways.GroupBy(way => way.Transport))
        {
            string transport = way.Key.ToString().ToLowerInvariant();
            yield return ($"sum by (transport) (rdns_responses_total{{transport=\"{transport}\"}})", way.Sum(one => one.Answers.Values.Sum()));
        }

        foreach (IGrouping<ResponseCode, KeyValuePair<ResponseCode, int>> code in ways.SelectMany(way => way.Answers).GroupBy(item => item.Key))
        {
            yield return (
                string.Create(CultureInfo.InvariantCulture, $"sum(rdns_responses_total{{rcode=\"{code.Key.ToString().ToUpperInvariant()}\"}})"),
                code.Sum(item => item.Value));
        }
    }

    /// <summary>Each counter that is exposed is as counted, and none that was counted is missing.</summary>
    private async Task AgreesAsync(Tally tally)
    {
        Dictionary<string, long> expected = ExpectedSamples.Of(tally);
        string[] names = [.. InstanceMetrics.Families
            .Where(family => family.Type != MetricType.Gauge && !family.Name.Contains("seconds", StringComparison.Ordinal)
                && !family.Name.Contains("_process_", StringComparison.Ordinal) && !family.Name.Contains("_managed_", StringComparison.Ordinal))
            .Select(family => family.Name)];
        string[] faults = [];
        await Eventually.HoldsAsync(
            async () =>
            {
                Dictionary<string, double> samples = Read(await _server.MetricsAsync());
                faults =
                [
                    .. from sample in samples
                       where Array.Exists(names, name => IsOf(name, sample.Key)) && sample.Value != expected.GetValueOrDefault(sample.Key)
                       select $"{sample.Key} is {sample.Value}, counted: {expected.GetValueOrDefault(sample.Key)}",
                    .. from count in expected
                       where samples.GetValueOrDefault(count.Key) != count.Value
                       select $"{count.Key} is {samples.GetValueOrDefault(count.Key)}, counted: {count.Value}",
                    .. samples.Where(sample => sample.Key.StartsWith("rdns_connections_open", StringComparison.Ordinal) && sample.Value != 0).Select(sample => $"{sample.Key} is {sample.Value}"),
                ];
                return faults.Length == 0;
            },
            () => string.Join('\n', faults.Distinct(StringComparer.Ordinal).Take(40)));
    }

    private async Task RemembersAsync(params Tally[] tallies)
    {
        var expected = tallies.SelectMany(ExpectedSamples.Columns)
            .GroupBy(column => column.Key, StringComparer.Ordinal).ToDictionary(columns => columns.Key, columns => columns.Sum(column => column.Value), StringComparer.Ordinal);
        string[] faults = [];
        await Eventually.HoldsAsync(
            async () =>
            {
                Dictionary<string, long> history = await _server.HistoryAsync();
                faults = [.. expected.Where(column => history.GetValueOrDefault(column.Key) != column.Value)
                    .Select(column => $"{column.Key} is {history.GetValueOrDefault(column.Key)}, counted: {column.Value}")];
                return faults.Length == 0;
            },
            () => string.Join('\n', faults));
    }

    private static bool IsOf(string family, string sample) =>
        sample.StartsWith(family, StringComparison.Ordinal) && sample[family.Length..] is ['{', ..] or ['_', 'b' or 's' or 'c', ..] or [];

    private static Dictionary<string, double> Read(string exposition) => exposition.Split('\n')
        .Where(line => line.Length > 0 && line[0] != '#')
        .ToDictionary(line => line[..line.LastIndexOf(' ')], line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture), StringComparer.Ordinal);
}
