using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ReverseDns.App.Logging;

/// <summary>Events as lines of text.</summary>
internal static class LogLines
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text(LogEvent item) => string.Create(
        CultureInfo.InvariantCulture,
        $"{item.Time:yyyy-MM-ddTHH:mm:ss.fffZ} {LevelOf(item)}: {item.Text}{Exception(item)}");

    /// <summary>"time", "level", "event", "message", and the fields of the event under their names.</summary>
    public static string Json(LogEvent item)
    {
        using var octets = new MemoryStream();
        using (var json = new Utf8JsonWriter(octets, Readable))
        {
            json.WriteStartObject();
            json.WriteString("time", item.Time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("level", LevelOf(item));
            json.WriteString("event", item.Name);
            json.WriteString("message", item.Text);
            foreach ((string name, object value) in item.Fields)
            {
                json.WritePropertyName(name);
                Write(json, value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(octets.GetBuffer(), 0, (int)octets.Length);
    }

    private static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case string[] items:
                json.WriteStartArray();
                Array.ForEach(items, json.WriteStringValue);
                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue((string)value);
                break;
        }
    }

    private static string LevelOf(LogEvent item) => item.Level.ToString().ToLowerInvariant();

    private static string Exception(LogEvent item) =>
        item.Fields.FirstOrDefault(field => string.Equals(field.Key, "exception", StringComparison.Ordinal)).Value is { } exception
            ? $" | {exception}"
            : "";
}
