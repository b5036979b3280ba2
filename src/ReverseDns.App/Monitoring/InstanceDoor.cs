using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ReverseDns.App.Monitoring;

/// <summary>What an instance shows over HTTP.</summary>
internal sealed class InstanceDoor : IAsyncDisposable
{
    private readonly MetricsPage _metrics;
    private readonly HttpDoor _http;

    private InstanceDoor(MetricsPage metrics, HttpDoor http) => (_metrics, _http) = (metrics, http);

    /// <exception cref="IOException">An address cannot be had.</exception>
    public static async Task<InstanceDoor> OpenAsync(HttpOptions options, InstanceMetrics metrics, ILogger logger)
    {
        var page = new MetricsPage(metrics);
        var pages = new Dictionary<string, RequestDelegate>(StringComparer.Ordinal) { ["/metrics"] = page.AnswerAsync };
        return new InstanceDoor(page, await HttpDoor.OpenAsync(options, pages, logger));
    }

    public async ValueTask DisposeAsync()
    {
        await _http.DisposeAsync();
        _metrics.Dispose();
    }
}
