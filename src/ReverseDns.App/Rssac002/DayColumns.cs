using System.Globalization;
using ReverseDns.Server;

namespace ReverseDns.App.Rssac002;

/// <summary>What RSSAC002 wants to know of a day's traffic, of <see cref="ServerCounters"/>, under names that stay.</summary>
internal static class DayColumns
{
    public const int Codes = 24;

    /// <summary>Of sizes, in steps of <see cref="TrafficCounts.OctetsInSizeBucket"/>; the last has no end.</summary>
    public const int Buckets = (4_096 / TrafficCounts.OctetsInSizeBucket) + 1;

    /// <summary>In the order of the columns. TLS is TCP to RSSAC002, which does not know of it.</summary>
    public static IReadOnlyList<string> Volumes { get; } =
    [
        .. from what in (string[])["queries-received", "responses-sent"]
           from transport in (string[])["udp", "tcp"]
           from family in (string[])["ipv4", "ipv6"]
           select $"dns-{transport}-{what}-{family}",
    ];

    public static IReadOnlyList<string> Sizes { get; } = ["udp-request-sizes", "udp-response-sizes", "tcp-request-sizes", "tcp-response-sizes"];

    public static IReadOnlyList<string> Names { get; } =
    [
        .. Volumes,
        .. Enumerable.Range(0, Codes).Select(code => string.Create(CultureInfo.InvariantCulture, $"rcode-{code}")),
        .. from sizes in Sizes
           from bucket in Enumerable.Range(0, Buckets)
           select string.Create(CultureInfo.InvariantCulture, $"{sizes}-{bucket * TrafficCounts.OctetsInSizeBucket}"),
    ];

    /// <summary>All columns, as they stand now.</summary>
    public static long[] Read(ServerCounters counters)
    {
        long[] values = new long[Names.Count];
        foreach (TrafficCounts way in counters.Traffic)
        {
            int transport = way.Transport == Transport.Udp ? 0 : 1;
            int volume = (2 * transport) + (way.IsIpv6 ? 1 : 0);
            values[volume] += way.Requests;
            values[(Volumes.Count / 2) + volume] += way.Responses;
            Add(values, CodesAt, way.ResponseCodes);
            Add(values, SizesAt(2 * transport), way.RequestSizes);
            Add(values, SizesAt((2 * transport) + 1), way.ResponseSizes);
        }

        return values;
    }

    public static ReadOnlySpan<long> VolumesOf(ReadOnlySpan<long> values) => values[..Volumes.Count];

    public static ReadOnlySpan<long> CodesOf(ReadOnlySpan<long> values) => values.Slice(CodesAt, Codes);

    /// <param name="kind">The place in <see cref="Sizes"/>.</param>
    public static ReadOnlySpan<long> SizesOf(ReadOnlySpan<long> values, int kind) => values.Slice(SizesAt(kind), Buckets);

    private static int CodesAt => Volumes.Count;

    private static int SizesAt(int kind) => CodesAt + Codes + (kind * Buckets);

    private static void Add(long[] values, int at, ReadOnlySpan<long> amounts)
    {
        for (int i = 0; i < amounts.Length; i++)
        {
            values[at + i] += amounts[i];
        }
    }
}
