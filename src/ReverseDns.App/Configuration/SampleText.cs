using System.Text;

namespace ReverseDns.App.Configuration;

/// <summary>Collects the keys of a section as they are declared, and writes them as commented YAML.</summary>
internal sealed class SampleText
{
    private const int Width = 100;

    private readonly List<Entry> _entries = [];

    public SampleText Section(string key, string comment)
    {
        var below = new SampleText();
        _entries.Add(new Entry(key, null, comment, null, below));
        return below;
    }

    public void Value(string key, string value, string comment, string? example = null) =>
        _entries.Add(new Entry(key, value, comment, example, null));

    public static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal)}\"";

    public override string ToString()
    {
        var text = new StringBuilder();
        Write(text, "");
        return text.ToString();
    }

    private void Write(StringBuilder text, string indent)
    {
        foreach (Entry entry in _entries)
        {
            if (indent.Length == 0)
            {
                text.Append('\n');
            }

            foreach (string line in Wrap(entry.Comment, Width - indent.Length))
            {
                text.Append(indent).Append("# ").Append(line).Append('\n');
            }

            text.Append(indent).Append(entry.Key).Append(entry.Value is null ? ":" : $": {entry.Value}").Append('\n');
            foreach (string line in entry.Example?.Split('\n') ?? [])
            {
                text.Append(indent).Append("# ").Append(line).Append('\n');
            }

            entry.Below?.Write(text, indent + "  ");
        }
    }

    private static IEnumerable<string> Wrap(string comment, int width)
    {
        var line = new StringBuilder();
        foreach (string word in comment.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }

    private sealed record Entry(string Key, string? Value, string Comment, string? Example, SampleText? Below);
}
