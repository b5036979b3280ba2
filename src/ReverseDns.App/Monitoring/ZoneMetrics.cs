using ReverseDns.App.Control;
using ReverseDns.App.Serving;

namespace ReverseDns.App.Monitoring;

/// <summary>The state of each zone, and of the instance as a whole.</summary>
internal static class ZoneMetrics
{
    private static readonly MetricFamily Healthy =
        new("rdns_healthy", MetricType.Gauge, "", "", "1 when nothing is wrong, else 0; 'rdns ctl status' says what is.");
    private static readonly MetricFamily Serial =
        new("rdns_zone_serial", MetricType.Gauge, "", "zone", "Serial that a zone is answered with.");
    private static readonly MetricFamily Records =
        new("rdns_zone_records", MetricType.Gauge, "", "zone", "Records of the version that is answered from.");
    private static readonly MetricFamily Size =
        new("rdns_zone_size_bytes", MetricType.Gauge, "bytes", "zone", "Memory that version takes, mapped or not.");
    private static readonly MetricFamily Loaded =
        new("rdns_zone_loaded_timestamp_seconds", MetricType.Gauge, "seconds", "zone", "When what the version was made from was read, or came.");
    private static readonly MetricFamily Zones =
        new("rdns_zones", MetricType.Gauge, "", "", "Zones that are configured or listed by catalogs.");
    private static readonly MetricFamily Unserved =
        new("rdns_zones_unserved", MetricType.Gauge, "", "", "Those of them that there is nothing to answer from.");
    private static readonly MetricFamily SignaturesEnd =
        new("rdns_zone_signatures_end_timestamp_seconds", MetricType.Gauge, "seconds", "zone", "When the first of all signatures of a zone ends, made here or not.");
    private static readonly MetricFamily SigningAlarms =
        new("rdns_zone_signing_alarms", MetricType.Gauge, "", "zone", "What is to be seen to about the keys and signatures of a zone.");

    private static readonly MetricFamily Journal =
        new("rdns_zone_journal_size_bytes", MetricType.Gauge, "bytes", "zone", "Journals of a zone's changes, of the zone as it comes and signed.");
    private static readonly MetricFamily Latency =
        new("rdns_zone_publication_latency_seconds", MetricType.Gauge, "seconds", "zone",
            "For how long a version had been known of (NOTIFY, answer of a primary, reload of its file) when it was first answered with; none for one from before the start.");
    private static readonly MetricFamily Latencies =
        new("rdns_publication_latency_seconds", MetricType.Histogram, "seconds", "le", "The same for all versions of all zones since the start.");

    private static readonly (MetricFamily Family, Func<ZoneStatus, long?> Value)[] OfZone =
    [
        (Serial, zone => zone.Serial),
        (Records, zone => zone.IsServed ? zone.Records : null),
        (Size, zone => zone.IsServed ? zone.Bytes : null),
        (Loaded, zone => zone.LoadedAt.ToUnixTimeSeconds()),
        (SignaturesEnd, zone => zone.SignaturesEnd?.ToUnixTimeSeconds()),
        (SigningAlarms, zone => zone.UnsignedSerial is null ? null : zone.Alarms.Count),
        (Journal, zone => zone.JournalBytes > 0 ? zone.JournalBytes : null),
    ];

    public static IReadOnlyList<MetricFamily> Families { get; } =
        [Healthy, Zones, Unserved, Latencies, .. OfZone.Select(metric => metric.Family), Latency];

    /// <summary>Of a row of <see cref="ZoneSamples.Zones"/>, from the first column on.</summary>
    public static int ColumnCount => OfZone.Length + 1;

    /// <summary>Puts a zone's values into the last row.</summary>
    public static void Take(SampleTable table, ZoneStatus zone)
    {
        for (int column = 0; column < OfZone.Length; column++)
        {
            table.Set(column, OfZone[column].Value(zone));
        }

        table.Set(OfZone.Length, zone.PublicationSeconds);
    }

    public static IEnumerable<Action<ExpositionWriter>> Parts(ZoneSamples zones, bool isHealthy, PublicationTimes publications) =>
    [
        writer => WriteInstance(writer, zones, isHealthy, publications),
        .. OfZone.Select((metric, column) => (Action<ExpositionWriter>)(writer => zones.Zones.Write(writer, metric.Family, column))),
        writer => zones.Zones.WriteFractions(writer, Latency, OfZone.Length),
    ];

    private static void WriteInstance(ExpositionWriter writer, ZoneSamples zones, bool isHealthy, PublicationTimes publications)
    {
        writer.Single(Healthy, isHealthy ? 1 : 0);
        writer.Single(Zones, zones.Zones.Count);
        writer.Single(Unserved, zones.Unserved);
        writer.Begin(Latencies);
        writer.Histogram(
            LabelSet.None,
            PublicationTimes.Bounds.Select((bound, i) => (bound, publications.Count(i))),
            publications.Count(PublicationTimes.Bounds.Count),
            publications.Sum.TotalSeconds);
    }
}
