using System.Globalization;
using System.Text;

namespace ReverseDns.App.Fleet;

/// <summary>What is looked at of an instance's metrics.</summary>
internal sealed class FleetSamples
{
    private readonly Dictionary<string, uint> _serials = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _lags = new(StringComparer.Ordinal);

    private double? _announced;
    private bool _isSecondBest;

    /// <summary>By zone.</summary>
    public IReadOnlyDictionary<string, uint> Serials => _serials;

    /// <summary>In seconds, by zone; of those alone that are behind their primaries.</summary>
    public IReadOnlyDictionary<string, long> Lags => _lags;

    public int Zones { get; private set; }

    public int Unserved { get; private set; }

    /// <summary>announced, second-best or withdrawn, as the instance knows; null: it announces nothing.</summary>
    public string? Route => _announced is not { } announced ? null : announced == 0 ? "withdrawn" : _isSecondBest ? "second-best" : "announced";

    public void Take(string line)
    {
        int space = line.LastIndexOf(' ');
        if (space < 0 || line[0] == '#'
            || !double.TryParse(line.AsSpan(space + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
        {
            return;
        }

        int brace = line.IndexOf('{', StringComparison.Ordinal);
        switch (line[..(brace < 0 ? space : brace)])
        {
            case "rdns_zones":
                Zones = (int)value;
                break;
            case "rdns_zones_unserved":
                Unserved = (int)value;
                break;
            case "rdns_zone_serial" when LabelOf(line, "zone") is { } zone:
                _serials[zone] = (uint)value;
                break;
            case "rdns_zone_lag_seconds" when value > 0 && LabelOf(line, "zone") is { } zone:
                _lags[zone] = (long)value;
                break;
            case "rdns_route_announced":
                _announced = value;
                break;
            case "rdns_route_degraded":
                _isSecondBest = value > 0;
                break;
            default:
                break;
        }
    }

    /// <summary>Null when the sample has no such label.</summary>
    private static string? LabelOf(string line, string label)
    {
        string start = label + "=\"";
        int at = line.IndexOf(start, StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var value = new StringBuilder();
        for (int i = at + start.Length; i < line.Length && line[i] != '"'; i++)
        {
            bool isEscaped = line[i] == '\\' && i + 1 < line.Length;
            i += isEscaped ? 1 : 0;
            value.Append(isEscaped && line[i] == 'n' ? '\n' : line[i]);
        }

        return value.ToString();
    }
}
