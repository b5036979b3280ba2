using System.Net.Mime;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using ReverseDns.Server;

namespace ReverseDns.App.Monitoring;

/// <summary>
/// /metrics: written by a thread that gives way to those that answer, part by part, so that what is on its way to a slow
/// reader stays small. One reader at a time; others wait for their turn.
/// </summary>
internal sealed class MetricsPage(InstanceMetrics metrics) : IDisposable
{
    private const string OpenMetricsType = "application/openmetrics-text";

    private readonly SemaphoreSlim _oneAtATime = new(1);

    public async Task AnswerAsync(HttpContext context)
    {
        ExpositionFormat format = Wanted(context.Request);
        context.Response.ContentType = format == ExpositionFormat.OpenMetrics
            ? $"{OpenMetricsType}; version=1.0.0; charset=utf-8"
            : $"{MediaTypeNames.Text.Plain}; version=0.0.4; charset=utf-8";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        await _oneAtATime.WaitAsync(context.RequestAborted);
        try
        {
            await context.Response.StartAsync(context.RequestAborted);
            var writer = new ExpositionWriter(context.Response.BodyWriter, format);
            IEnumerable<Action<ExpositionWriter>> parts = [];
            await BackgroundThread.Run(() => parts = metrics.Parts());
            foreach (Action<ExpositionWriter> part in parts)
            {
                await BackgroundThread.Run(() => part(writer));
                await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            }

            writer.Complete();
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    /// <summary>OpenMetrics for who asks for it at least as much as for plain text.</summary>
    private static ExpositionFormat Wanted(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out IList<MediaTypeHeaderValue>? accepted))
        {
            return ExpositionFormat.Text;
        }

        double Quality(string type) => accepted
            .Where(item => item.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase))
            .Select(item => item.Quality ?? 1)
            .DefaultIfEmpty()
            .Max();
        double open = Quality(OpenMetricsType);
        return open > 0 && open >= Quality(MediaTypeNames.Text.Plain) ? ExpositionFormat.OpenMetrics : ExpositionFormat.Text;
    }
}
