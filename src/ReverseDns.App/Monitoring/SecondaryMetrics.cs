using ReverseDns.App.Control;
using ReverseDns.App.Serving;

namespace ReverseDns.App.Monitoring;

/// <summary>How zones stand, and what is known of the primaries of those that come from other servers.</summary>
internal static class SecondaryMetrics
{
    private static readonly MetricFamily States =
        new("rdns_zones_in_state", MetricType.Gauge, "", "state", "Zones by how they stand: of what is true of a zone the worst.");
    private static readonly MetricFamily State =
        new("rdns_zone_state", MetricType.Gauge, "", "zone, state", "1 for the state that a zone is in, as 'rdns ctl zone' has it.");

    private static readonly (MetricFamily Family, Func<SecondaryStatus, long?> Value)[] OfZone =
    [
        (Gauge("rdns_zone_offered_serial", "", "zone", "Newest serial that a primary of a zone has."), zone => zone.OfferedSerial),
        (Gauge("rdns_zone_lag_seconds", "seconds", "zone", "How long something newer than what is answered with has been known of."), zone => zone.LagSeconds),
        (Gauge("rdns_zone_last_check_timestamp_seconds", "seconds", "zone", "When a primary of a zone was last asked."), zone => zone.LastCheck?.ToUnixTimeSeconds()),
        (Gauge("rdns_zone_last_success_timestamp_seconds", "seconds", "zone", "When a primary last had the version that is held, or gave it."), zone => zone.LastSuccess?.ToUnixTimeSeconds()),
        (Gauge("rdns_zone_failed_checks", "", "zone", "Checks of a zone in a row without success."), zone => zone.Failures),
        (Gauge("rdns_zone_expiry_timestamp_seconds", "seconds", "zone", "When a zone expires if no primary is heard of."), zone => zone.Expires?.ToUnixTimeSeconds()),
    ];

    private static readonly (MetricFamily Family, Func<PrimaryReport, long?> Value)[] OfPrimary =
    [
        (Gauge("rdns_primary_up", "", "zone, primary", "1 when a primary did as it should in the last check of a zone, else 0."), primary => primary.LastCheck is null ? null : primary.FailingSince is null ? 1 : 0),
        (Gauge("rdns_primary_offered_serial", "", "zone, primary", "Serial of a zone that a primary has."), primary => primary.OfferedSerial),
        (Gauge("rdns_primary_last_check_timestamp_seconds", "seconds", "zone, primary", "When a primary was last asked for a zone."), primary => primary.LastCheck?.ToUnixTimeSeconds()),
        (Gauge("rdns_primary_last_success_timestamp_seconds", "seconds", "zone, primary", "When a primary last did as it should."), primary => primary.LastSuccess?.ToUnixTimeSeconds()),
        (Gauge("rdns_primary_failed_checks", "", "zone, primary", "Checks in a row in which a primary failed."), primary => primary.Failures),
    ];

    public static IReadOnlyList<MetricFamily> Families { get; } =
        [States, State, .. OfZone.Select(metric => metric.Family), .. OfPrimary.Select(metric => metric.Family)];

    /// <summary>Of a row of <see cref="ZoneSamples.Zones"/>, behind those of <see cref="ZoneMetrics"/>.</summary>
    public static int ColumnCount => OfZone.Length + 1;

    public static int PrimaryColumnCount => OfPrimary.Length;

    private static int First => ZoneMetrics.ColumnCount;

    private static int StateColumn => First + OfZone.Length;

    /// <summary>Puts a zone's values into the last row, and adds its primaries.</summary>
    public static void Take(SampleTable zones, SampleTable primaries, LabelSet labels, ZoneStatus zone)
    {
        zones.Set(StateColumn, (long)zone.State);
        if (zone.Secondary is not { } secondary)
        {
            return;
        }

        for (int column = 0; column < OfZone.Length; column++)
        {
            zones.Set(First + column, OfZone[column].Value(secondary));
        }

        foreach (PrimaryReport primary in secondary.Primaries.DistinctBy(primary => primary.Address, StringComparer.Ordinal))
        {
            primaries.Add(labels.With("primary", primary.Address));
            for (int column = 0; column < OfPrimary.Length; column++)
            {
                primaries.Set(column, OfPrimary[column].Value(primary));
            }
        }
    }

    public static IEnumerable<Action<ExpositionWriter>> Parts(ZoneSamples zones) =>
    [
        writer => WriteStates(writer, zones),
        .. OfZone.Select((metric, column) => (Action<ExpositionWriter>)(writer => zones.Zones.Write(writer, metric.Family, First + column))),
        .. OfPrimary.Select((metric, column) => (Action<ExpositionWriter>)(writer => zones.Primaries.Write(writer, metric.Family, column))),
    ];

    private static void WriteStates(ExpositionWriter writer, ZoneSamples zones)
    {
        LabelSet[] words = [.. Enum.GetValues<ZoneState>().Select(state => LabelSet.Of("state", Word(state)))];
        writer.Begin(States);
        for (int state = 0; state < words.Length; state++)
        {
            writer.Sample(words[state], zones.InState((ZoneState)state));
        }

        writer.Begin(State);
        for (int row = 0; row < zones.Zones.Count; row++)
        {
            writer.Sample(zones.Zones.LabelsOf(row), words[(int)zones.Zones[row, StateColumn]!.Value], 1);
        }
    }

    private static MetricFamily Gauge(string name, string unit, string labels, string meaning) => new(name, MetricType.Gauge, unit, labels, meaning);

    private static string Word(ZoneState state) => state.ToString().ToLowerInvariant();
}
