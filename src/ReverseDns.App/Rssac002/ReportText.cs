using System.Globalization;
using System.Text;
using ReverseDns.Server;

namespace ReverseDns.App.Rssac002;

/// <summary>
/// The text of a report of RSSAC002v4, section 4: a YAML document of one metric, one service and one day (UTC).
/// </summary>
internal static class ReportText
{
    /// <summary>Requests have fewer steps than answers: all from here on are together.</summary>
    private const int LastOfRequests = 288;

    public static string Volume(string service, DateOnly day, ReadOnlySpan<long> values)
    {
        StringBuilder text = Begin(service, day, "traffic-volume");
        ReadOnlySpan<long> volumes = DayColumns.VolumesOf(values);
        for (int i = 0; i < volumes.Length; i++)
        {
            Line(text, DayColumns.Volumes[i], volumes[i]);
        }

        return text.ToString();
    }

    public static string Codes(string service, DateOnly day, ReadOnlySpan<long> values)
    {
        StringBuilder text = Begin(service, day, "rcode-volume");
        ReadOnlySpan<long> codes = DayColumns.CodesOf(values);
        for (int code = 0; code < codes.Length; code++)
        {
            if (codes[code] != 0)
            {
                Line(text, code.ToString(CultureInfo.InvariantCulture), codes[code]);
            }
        }

        return text.ToString();
    }

    public static string Sizes(string service, DateOnly day, ReadOnlySpan<long> values)
    {
        StringBuilder text = Begin(service, day, "traffic-sizes");
        for (int kind = 0; kind < DayColumns.Sizes.Count; kind++)
        {
            bool areRequests = kind % 2 == 0;
            Sizes(text, DayColumns.Sizes[kind], DayColumns.SizesOf(values, kind), areRequests ? LastOfRequests / TrafficCounts.OctetsInSizeBucket : DayColumns.Buckets - 1);
        }

        return text.ToString();
    }

    public static string Sources(string service, DateOnly day, SourceCounts counts)
    {
        StringBuilder text = Begin(service, day, "unique-sources");
        Line(text, "num-sources-ipv4", counts.Ipv4);
        Line(text, "num-sources-ipv6", counts.Ipv6);
        Line(text, "num-sources-ipv6-aggregate", counts.Ipv6Networks);
        return text.ToString();
    }

    /// <summary>Versions of which it is not known since when they were known of, as those that a start finds, are left out.</summary>
    public static string LoadTimes(string service, DateOnly day, IEnumerable<ZoneVersion> versions) => Versions(
        Begin(service, day, "load-time"), "time", versions.Where(version => version.Seconds is not null), version => version.Seconds!.Value);

    public static string ZoneSizes(string service, DateOnly day, IEnumerable<ZoneVersion> versions) =>
        Versions(Begin(service, day, "zone-size"), "size", versions, version => version.Octets);

    private static string Versions(StringBuilder text, string name, IEnumerable<ZoneVersion> versions, Func<ZoneVersion, long> value)
    {
        // A serial stands there once: as it was served first.
        ZoneVersion[] all = [.. versions.DistinctBy(version => version.Serial)];
        text.Append(name).Append(all.Length == 0 ? ": {}\n" : ":\n");
        foreach (ZoneVersion version in all)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {version.Serial}: {value(version)}\n");
        }

        return text.ToString();
    }

    private static void Sizes(StringBuilder text, string name, ReadOnlySpan<long> buckets, int last)
    {
        long rest = 0;
        foreach (long count in buckets[last..])
        {
            rest += count;
        }

        bool isEmpty = rest == 0 && !buckets[..last].ContainsAnyExcept(0);
        text.Append(name).Append(isEmpty ? ": {}\n" : ":\n");
        for (int bucket = 0; bucket < last; bucket++)
        {
            int from = bucket * TrafficCounts.OctetsInSizeBucket;
            if (buckets[bucket] != 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {from}-{from + TrafficCounts.OctetsInSizeBucket - 1}: {buckets[bucket]}\n");
            }
        }

        if (rest != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {last * TrafficCounts.OctetsInSizeBucket}-: {rest}\n");
        }
    }

    private static StringBuilder Begin(string service, DateOnly day, string metric) => new StringBuilder("---\nversion: rssac002v4\n").Append(
        CultureInfo.InvariantCulture, $"service: {service}\nstart-period: {day:yyyy-MM-dd}T00:00:00Z\nmetric: {metric}\n");

    private static void Line(StringBuilder text, string name, long value) => text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\n");
}
