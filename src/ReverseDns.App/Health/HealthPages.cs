using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ReverseDns.App.Monitoring;

namespace ReverseDns.App.Health;

/// <summary>
/// /health, with all that is wrong, and /ready, with a word: 200 while clients may be sent here, else 503. While the instance drains they
/// are still answered, and each connection ends with its answer, so that whoever keeps one open looks again.
/// </summary>
internal static class HealthPages
{
    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web);

    /// <param name="report">Read anew for each request.</param>
    public static IEnumerable<KeyValuePair<string, HttpPage>> Of(PresentVerdict present, Func<VerdictReport> report) =>
    [
        new("/health", new HttpPage(context => AnswerAsync(context, present, "application/json", () => JsonSerializer.Serialize(report(), Camel)))),
        new("/ready", new HttpPage(context => AnswerAsync(context, present, "text/plain; charset=utf-8", () => IsWanted(present) ? "ready" : "not ready"), IsOpen: true)),
    ];

    private static bool IsWanted(PresentVerdict present) => present.Verdict is Verdict.Healthy or Verdict.Degraded;

    private static async Task AnswerAsync(HttpContext context, PresentVerdict present, string type, Func<string> text)
    {
        HttpResponse response = context.Response;
        response.StatusCode = IsWanted(present) ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        response.ContentType = type;
        response.Headers.CacheControl = "no-store";
        if (present.Verdict == Verdict.Draining)
        {
            response.Headers.Connection = "close";
        }

        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.WriteAsync(text() + "\n", context.RequestAborted);
        }
    }
}
