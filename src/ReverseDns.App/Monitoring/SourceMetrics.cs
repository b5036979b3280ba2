using ReverseDns.App.History;
using ReverseDns.Server;

namespace ReverseDns.App.Monitoring;

/// <summary>How many clients there are.</summary>
internal static class SourceMetrics
{
    private static readonly MetricFamily LastFiveMinutes = new(
        "rdns_unique_sources", MetricType.Gauge, "", "sources",
        "Different clients in the last whole five minutes: ipv4, ipv6 (addresses) or ipv6-64 (networks); estimated, the standard error is 0.8 %.");
    private static readonly MetricFamily Today = new(
        "rdns_unique_sources_today", MetricType.Gauge, "", "sources", "The same since midnight, UTC.");

    public static IReadOnlyList<MetricFamily> Families { get; } = [LastFiveMinutes, Today];

    public static void Write(ExpositionWriter writer, SourceHistory sources)
    {
        Write(writer, LastFiveMinutes, sources.LastFiveMinutes);
        Write(writer, Today, sources.Today);
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
