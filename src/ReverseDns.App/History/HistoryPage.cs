using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ReverseDns.App.History;

/// <summary>
/// /history and /sources: what has been counted, as JSON: the start in seconds of Unix time, the step in seconds, and an array a
/// column, with null where the server did not run. ?range= is in seconds until now (an hour unless told), ?points= how many there
/// may be.
/// </summary>
/// <param name="read">From one moment to another, and how many points at most.</param>
internal sealed class HistoryPage(
    IReadOnlyList<string> columns, Func<DateTimeOffset, DateTimeOffset, int, HistoryRange> read, TimeProvider clock)
{
    private const int DefaultRange = 3_600;
    private const int LongestRange = 2 * 366 * 24 * 3_600;
    private const int DefaultPoints = 500;
    private const int MostPoints = 2_000;

    public async Task AnswerAsync(HttpContext context)
    {
        if (!TryRead(context.Request, "range", DefaultRange, LongestRange, out int range)
            || !TryRead(context.Request, "points", DefaultPoints, MostPoints, out int points))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(
                $"?range= takes seconds from 1 to {LongestRange}, ?points= a number from 1 to {MostPoints}\n", context.RequestAborted);
            return;
        }

        DateTimeOffset now = clock.GetUtcNow();
        HistoryRange found = read(now - TimeSpan.FromSeconds(range), now, points);
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await using (var json = new Utf8JsonWriter(context.Response.BodyWriter))
        {
            Write(json, found);
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static bool TryRead(HttpRequest request, string name, int byDefault, int most, out int value)
    {
        value = byDefault;
        string text = request.Query[name].ToString();
        return text.Length == 0
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= 1 && value <= most);
    }

    private void Write(Utf8JsonWriter json, HistoryRange range)
    {
        json.WriteStartObject();
        json.WriteNumber("start", range.Start.ToUnixTimeSeconds());
        json.WriteNumber("step", (long)range.Step.TotalSeconds);
        json.WriteStartObject("columns");
        for (int column = 0; column < columns.Count; column++)
        {
            json.WriteStartArray(columns[column]);
            foreach (long[]? point in range.Points)
            {
                if (point is null)
                {
                    json.WriteNullValue();
                }
                else
                {
                    json.WriteNumberValue(point[column]);
                }
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
