using System.Globalization;

namespace ReverseDns.Bench;

/// <summary>What follows a subcommand: pairs of "--key value". A key that nobody has asked for is an error.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">Not pairs.</exception>
    public Arguments(ReadOnlySpan<string> words, params ReadOnlySpan<string> keys)
    {
        for (int i = 0; i < words.Length; i += 2)
        {
            string key = words[i].StartsWith("--", StringComparison.Ordinal) ? words[i][2..] : "";
            if (!keys.Contains(key) || i + 1 == words.Length)
            {
                throw new ArgumentException($"'{words[i]}': expected a value for one of --{string.Join(" --", keys.ToArray())}", nameof(words));
            }

            _values[key] = words[i + 1];
        }
    }

    public string Text(string key, string byDefault = "") => _values.GetValueOrDefault(key, byDefault);

    public int Integer(string key, int byDefault = 0) =>
        _values.TryGetValue(key, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : byDefault;

    public double Number(string key, double byDefault = 0) =>
        _values.TryGetValue(key, out string? text) ? double.Parse(text, CultureInfo.InvariantCulture) : byDefault;
}
