using Microsoft.Extensions.Logging;
using ReverseDns.App.Health;
using ReverseDns.App.History;
using ReverseDns.App.Serving;
using ReverseDns.App.Top;

namespace ReverseDns.App.Monitoring;

/// <summary>What an instance shows over HTTP.</summary>
internal sealed class InstanceDoor : IAsyncDisposable
{
    private readonly MetricsPage _metrics;
    private readonly HttpDoor _http;

    private InstanceDoor(MetricsPage metrics, HttpDoor http) => (_metrics, _http) = (metrics, http);

    /// <param name="records">Where no traffic is remembered there is no dashboard.</param>
    /// <exception cref="IOException">An address cannot be had.</exception>
    public static async Task<InstanceDoor> OpenAsync(
        HttpOptions options,
        InstanceMetrics metrics,
        InstanceVerdict verdict,
        InstanceRecords records,
        Func<DashboardStatus> status,
        Func<IEnumerable<DashboardZone>> zones,
        TimeProvider clock,
        ILogger logger)
    {
        var page = new MetricsPage(metrics);
        var pages = new Dictionary<string, HttpPage>(HealthPages.Of(verdict.Present, verdict.Report), StringComparer.Ordinal) { ["/metrics"] = new(page.AnswerAsync) };
        if (records.Traffic is { } history)
        {
            pages = new Dictionary<string, HttpPage>(pages.Concat(DashboardFiles.Pages()), StringComparer.Ordinal)
            {
                ["/history"] = new(new HistoryPage(TrafficColumns.Names, history.Read, clock).AnswerAsync),
                ["/sources"] = new(new HistoryPage(SourceFiles.Columns, records.Sources.Read, clock).AnswerAsync),
                ["/top"] = new(new TopPage(records.Top).AnswerAsync),
                ["/sizes"] = new(new JsonPage<MessageSizes>(() => MessageSizes.Of(records.Counters)).AnswerAsync),
                ["/status"] = new(new JsonPage<DashboardStatus>(status).AnswerAsync),
                ["/zones"] = new(new JsonPage<IEnumerable<DashboardZone>>(zones).AnswerAsync),
            };
        }

        return new InstanceDoor(page, await HttpDoor.OpenAsync(options, pages, logger));
    }

    public async ValueTask DisposeAsync()
    {
        await _http.DisposeAsync();
        _metrics.Dispose();
    }
}
