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

    public static IEnumerable<Action<ExpositionWriter>> Parts(IReadOnlyList<ZoneStatus> zones)
    {
        (SecondaryStatus Status, LabelSet Labels)[] secondaries = [.. from zone in zones
            where zone.Secondary is not null
            select (zone.Secondary, LabelSet.Of("zone", zone.Zone))];
        (PrimaryReport Primary, LabelSet Labels)[] primaries = [.. from zone in secondaries
            from primary in zone.Status.Primaries.DistinctBy(primary => primary.Address, StringComparer.Ordinal)
            select (primary, zone.Labels.With("primary", primary.Address))];
        return
        [
            writer => WriteStates(writer, zones),
            .. OfZone.Select(metric => Each(metric.Family, secondaries, metric.Value)),
            .. OfPrimary.Select(metric => Each(metric.Family, primaries, metric.Value)),
        ];
    }

    private static void WriteStates(ExpositionWriter writer, IReadOnlyList<ZoneStatus> zones)
    {
        ILookup<ZoneState, ZoneStatus> byState = zones.ToLookup(zone => zone.State);
        writer.Begin(States);
        foreach (ZoneState state in Enum.GetValues<ZoneState>())
        {
            writer.Sample(LabelSet.Of("state", Word(state)), byState[state].Count());
        }

        writer.Begin(State);
        foreach (ZoneStatus zone in zones)
        {
            writer.Sample(LabelSet.Of("zone", zone.Zone).With("state", Word(zone.State)), 1);
        }
    }

    private static Action<ExpositionWriter> Each<T>(MetricFamily family, (T Subject, LabelSet Labels)[] all, Func<T, long?> value) => writer =>
    {
        writer.Begin(family);
        foreach ((T subject, LabelSet labels) in all)
        {
            if (value(subject) is { } number)
            {
                writer.Sample(labels, number);
            }
        }
    };

    private static MetricFamily Gauge(string name, string unit, string labels, string meaning) => new(name, MetricType.Gauge, unit, labels, meaning);

    private static string Word(ZoneState state) => state.ToString().ToLowerInvariant();
}
