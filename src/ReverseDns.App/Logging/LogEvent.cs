using System.Collections;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using ReverseDns.Protocol;

namespace ReverseDns.App.Logging;

/// <summary>What has happened, once as a text and once as fields. Nothing in it but printable characters, and no more than some KiB.</summary>
/// <param name="Name">The same for all events of a kind, such as "zone-expired".</param>
/// <param name="Fields">Long, double, bool, text or list of texts, by names such as "zone", "primary", "cause".</param>
internal sealed record LogEvent(
    DateTimeOffset Time, LogLevel Level, string Name, string Text, IReadOnlyList<KeyValuePair<string, object>> Fields)
{
    private const int MostCharacters = 8_192;
    private const int MostItems = 16;
    private const string Template = "{OriginalFormat}";

    public static LogEvent Of<TState>(
        DateTimeOffset time, LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string text = formatter(state, exception);
        var fields = new List<KeyValuePair<string, object>>();
        foreach (KeyValuePair<string, object?> field in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
        {
            if (field.Value is not null && !string.Equals(field.Key, Template, StringComparison.Ordinal))
            {
                fields.Add(KeyValuePair.Create(JsonNameOf(field.Key), ValueOf(field.Value)));
            }
        }

        if (exception is not null)
        {
            text += $": {exception.Message}";
            fields.Add(KeyValuePair.Create<string, object>("exception", Printable(exception.ToString())));
        }

        return new LogEvent(time, level, id.Name ?? "other", Printable(text), fields);
    }

    /// <summary>What comes from elsewhere must not look like another line, nor command a terminal.</summary>
    internal static string Printable(string text)
    {
        if (text.Length > MostCharacters)
        {
            text = $"{text.AsSpan(0, MostCharacters)} ...";
        }

        text = text.ReplaceLineEndings(" | ");
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var printable = new StringBuilder();
        foreach (char c in text)
        {
            _ = char.IsControl(c) ? printable.Append(CultureInfo.InvariantCulture, $"\\{(int)c:D3}") : printable.Append(c);
        }

        return printable.ToString();
    }

    private static string JsonNameOf(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static object ValueOf(object value) => value switch
    {
        bool or long or double => value,
        int or uint or short or ushort or byte => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        Serial serial => (long)serial.Value,
        TimeSpan time => time.TotalSeconds,
        DateTimeOffset time => time.ToString("u", CultureInfo.InvariantCulture),
        string text => Printable(text),
        IEnumerable list => list.Cast<object>().Take(MostItems).Select(item => Printable(item.ToString() ?? "")).ToArray(),
        _ => Printable(value.ToString() ?? ""),
    };
}
