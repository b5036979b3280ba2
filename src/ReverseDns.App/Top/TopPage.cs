using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ReverseDns.App.Top;

/// <summary>/top: what is asked most, as JSON. ?over= is 5m, 1h (unless told) or 1d, ?count= how many entries a list may have.</summary>
internal sealed class TopPage(TopLists? lists)
{
    private const int DefaultCount = 10;

    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web);

    /// <summary>As they are asked for here and by 'rdns ctl top'.</summary>
    public static IReadOnlyDictionary<string, TopWindow> Windows { get; } = new Dictionary<string, TopWindow>(StringComparer.Ordinal)
    {
        ["5m"] = TopWindow.FiveMinutes,
        ["1h"] = TopWindow.Hour,
        ["1d"] = TopWindow.Day,
    };

    public async Task AnswerAsync(HttpContext context)
    {
        string over = context.Request.Query["over"].ToString();
        string wanted = context.Request.Query["count"].ToString();
        int count = DefaultCount;
        bool isCount = wanted.Length == 0
            || (int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is >= 1 and <= WindowedTop.Capacity);
        if (!Windows.TryGetValue(over.Length == 0 ? "1h" : over, out TopWindow window) || !isCount)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(
                $"?over= takes {string.Join(", ", Windows.Keys)}, ?count= a number from 1 to {WindowedTop.Capacity}\n", context.RequestAborted);
            return;
        }

        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await JsonSerializer.SerializeAsync(context.Response.Body, lists?.Read(window, count) ?? TopReport.None, Camel, context.RequestAborted);
    }
}
