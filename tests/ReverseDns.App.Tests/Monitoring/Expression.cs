using System.Text.RegularExpressions;

namespace ReverseDns.App.Tests.Monitoring;

/// <summary>What a PromQL expression names: metrics, each with the labels that it is matched by, and labels that it groups by.</summary>
internal sealed partial class Expression
{
    private static readonly HashSet<string> Words = new(
        ["and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring", "group_left", "group_right", "inf", "nan"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Groupings = new(
        ["by", "without", "on", "ignoring", "group_left", "group_right"], StringComparer.OrdinalIgnoreCase);

    private readonly string[] _tokens;

    public Expression(string text)
    {
        Text = text;
        _tokens = [.. Token().Matches(text).Select(match => match.Value)];
        for (int at = 0; at < _tokens.Length;)
        {
            at = Read(at);
        }
    }

    public string Text { get; }

    public List<(string Name, IReadOnlyList<string> Labels)> Metrics { get; } = [];

    public List<string> Grouped { get; } = [];

    private string At(int place) => place < _tokens.Length ? _tokens[place] : "";

    private int Read(int at)
    {
        string token = _tokens[at];
        if (Groupings.Contains(token) && At(at + 1) is "(")
        {
            return ReadLabels(at + 2, ")", Grouped);
        }

        if (!IsName(token) || Words.Contains(token) || At(at + 1) is "(" || At(at + 1) is "by" or "without")
        {
            return at + 1;
        }

        var labels = new List<string>();
        Metrics.Add((token, labels));
        return At(at + 1) is "{" ? ReadLabels(at + 2, "}", labels) : at + 1;
    }

    private int ReadLabels(int at, string end, List<string> labels)
    {
        for (; at < _tokens.Length && !string.Equals(_tokens[at], end, StringComparison.Ordinal); at++)
        {
            if (IsName(_tokens[at]))
            {
                labels.Add(_tokens[at]);
            }
        }

        return at + 1;
    }

    private static bool IsName(string token) => char.IsAsciiLetter(token[0]) || token[0] is '_' or ':';

    /// <summary>Strings, ranges, numbers with units, names, and single signs.</summary>
    [GeneratedRegex("""
        "[^"]*"|'[^']*'|\[[^\]]*\]|[0-9][0-9a-zA-Z.]*|[a-zA-Z_:][a-zA-Z0-9_:]*|\S
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Token();
}
