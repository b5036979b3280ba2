using System.Globalization;
using System.Text;
using ReverseDns.App.Signing;

namespace ReverseDns.App.Serving;

/// <summary>Whether an instance is healthy, and its zones as Prometheus reads them (text format 0.0.4).</summary>
internal sealed class InstanceHealth(IReadOnlyCollection<LoadedZone> zones, ZoneSigning signing)
{
    /// <summary>Why it is not healthy: zones without a version, and what keeps one from being signed, days before signatures end.</summary>
    public IEnumerable<string> Ills =>
    [
        .. zones.Where(zone => zone.Zone is null).Select(zone => $"{zone.Entry.Origin}: there is nothing to answer from"),
        .. from zone in zones
           from alarm in signing.Alarms(zone.Entry.Origin)
           select $"{zone.Entry.Origin}: {alarm}",
    ];

    public string WriteMetrics()
    {
        var text = new StringBuilder();
        Describe(text, "rdns_healthy", "1 when nothing is wrong, else 0; 'rdns ctl status' says what is.");
        text.Append(CultureInfo.InvariantCulture, $"rdns_healthy {(Ills.Any() ? 0 : 1)}\n");
        Describe(text, "rdns_zone_serial", "Serial that a zone is answered with.");
        Each(text, "rdns_zone_serial", zone => zone.Served?.Serial.Value);
        Describe(text, "rdns_zone_signatures_end_timestamp_seconds", "When the first of all signatures made here of a zone ends.");
        Each(text, "rdns_zone_signatures_end_timestamp_seconds", zone => zone.Signed?.FirstEnd?.ToUnixTimeSeconds());
        Describe(text, "rdns_zone_signing_alarms", "What is to be seen to about the keys and signatures of a zone.");
        Each(text, "rdns_zone_signing_alarms", zone => zone.Signed is null ? null : signing.Alarms(zone.Entry.Origin).Count);
        return text.ToString();
    }

    private static void Describe(StringBuilder text, string name, string help) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n");

    private void Each(StringBuilder text, string name, Func<LoadedZone, long?> value)
    {
        foreach (LoadedZone zone in zones)
        {
            if (value(zone) is { } number)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{{zone=\"{Label(zone.Entry.Origin.ToString())}\"}} {number}\n");
            }
        }
    }

    private static string Label(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
