using Microsoft.Extensions.Logging;
using ReverseDns.App.History;

namespace ReverseDns.App.Monitoring;

/// <summary>What an instance shows over HTTP.</summary>
internal sealed class InstanceDoor : IAsyncDisposable
{
    private readonly MetricsPage _metrics;
    private readonly HttpDoor _http;

    private InstanceDoor(MetricsPage metrics, HttpDoor http) => (_metrics, _http) = (metrics, http);

    /// <param name="history">Null: nothing is remembered, and there is no dashboard.</param>
    /// <param name="sources">Who has asked.</param>
    /// <exception cref="IOException">An address cannot be had.</exception>
    public static async Task<InstanceDoor> OpenAsync(
        HttpOptions options,
        InstanceMetrics metrics,
        TrafficHistory? history,
        SourceHistory sources,
        Func<DashboardStatus> status,
        Func<IEnumerable<DashboardZone>> zones,
        TimeProvider clock,
        ILogger logger)
    {
        var page = new MetricsPage(metrics);
        var pages = new Dictionary<string, HttpPage>(StringComparer.Ordinal) { ["/metrics"] = new(page.AnswerAsync) };
        if (history is not null)
        {
            pages = new Dictionary<string, HttpPage>(pages.Concat(DashboardFiles.Pages()), StringComparer.Ordinal)
            {
                ["/history"] = new(new HistoryPage(TrafficColumns.Names, history.Read, clock).AnswerAsync),
                ["/sources"] = new(new HistoryPage(SourceFiles.Columns, sources.Read, clock).AnswerAsync),
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
