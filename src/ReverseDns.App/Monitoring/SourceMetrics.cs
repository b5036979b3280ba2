using ReverseDns.App.History;
using ReverseDns.App.Top;
using ReverseDns.Server;

namespace ReverseDns.App.Monitoring;

/// <summary>How many clients there are, and how well what they ask for is followed.</summary>
internal static class SourceMetrics
{
    private static readonly MetricFamily LastFiveMinutes = new(
        "rdns_unique_sources", MetricType.Gauge, "", "sources",
        "Different clients in the last whole five minutes: ipv4, ipv6 (addresses) or ipv6-64 (networks); estimated, the standard error is 0.8 %.");
    private static readonly MetricFamily Today = new(
        "rdns_unique_sources_today", MetricType.Gauge, "", "sources", "The same since midnight, UTC.");
    private static readonly MetricFamily Lost = new(
        "rdns_samples_lost_total", MetricType.Counter, "", "",
        "Queries that were drawn for the lists of what is asked most, and lost as there was no time for them.");

    public static IReadOnlyList<MetricFamily> Families { get; } = [LastFiveMinutes, Today, Lost];

    /// <param name="top">Null: no queries are drawn.</param>
    public static void Write(ExpositionWriter writer, SourceHistory sources, TopLists? top)
    {
        Write(writer, LastFiveMinutes, sources.LastFiveMinutes);
        Write(writer, Today, sources.Today);
        writer.Single(Lost, top?.Lost ?? 0);
    }

    private static void Write(ExpositionWriter writer, MetricFamily family, SourceCounts counts)
    {
        writer.Begin(family);
        long[] values = [counts.Ipv4, counts.Ipv6, counts.Ipv6Networks];
        foreach ((string column, long value) in SourceFiles.Columns.Zip(values))
        {
            writer.Sample(LabelSet.Of("sources", column), value);
        }
    }
}
