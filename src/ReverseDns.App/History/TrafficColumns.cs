using System.Globalization;
using ReverseDns.Protocol;
using ReverseDns.Server;

namespace ReverseDns.App.History;

/// <summary>What is kept of each step of time: sums of what <see cref="ServerCounters"/> has counted, under names that stay.</summary>
internal static class TrafficColumns
{
    /// <summary>Milliseconds of the step in which the server ran, and of those the ones in which something was wrong.</summary>
    public const string Up = "up-ms";
    public const string Unhealthy = "unhealthy-ms";

    public const int First = 2;

    private const string Other = "other";
    private const int PartsOfOctave = 4;

    private static readonly RecordType[] Types =
    [
        RecordType.PTR, RecordType.SOA, RecordType.NS, RecordType.DS, RecordType.DNSKEY, RecordType.A, RecordType.AAAA,
        RecordType.CNAME, RecordType.TXT, RecordType.MX, RecordType.ANY, RecordType.IXFR, RecordType.AXFR,
    ];

    private static readonly ResponseCode[] Codes =
    [
        ResponseCode.NoError, ResponseCode.FormErr, ResponseCode.ServFail, ResponseCode.NxDomain, ResponseCode.NotImp, ResponseCode.Refused,
    ];

    private static readonly (string Name, Func<ServerCounters, long> Read)[] All =
    [
        .. Requests(),
        .. Codes.Select(code => ($"rcode-{code.ToString().ToLowerInvariant()}", Sum(way => way.ResponseCodes, (int)code))),
        ($"rcode-{Other}", counters => counters.Traffic.Sum(way => way.Responses - Codes.Sum(code => way.ResponseCodes[(int)code]))),
        .. Types.Select(type => ($"qtype-{RecordTypes.ToPresentation(type)}", Sum(way => way.Types, (int)type))),
        ($"qtype-{Other}", OtherTypes),
        .. Enum.GetValues<DropReason>().Select(reason => ($"drop-{reason.ToString().ToLowerInvariant()}", Sum(way => way.Drops, (int)reason))),
        ("edns", counters => counters.Traffic.Sum(way => way.Edns)),
        ("dnssec-ok", counters => counters.Traffic.Sum(way => way.DnssecOk)),
        ("truncated", counters => counters.Truncated),
        ("octets-in", counters => counters.Traffic.Sum(way => way.RequestOctets)),
        ("octets-out", counters => counters.Traffic.Sum(way => way.ResponseOctets)),
        .. Latencies(),
    ];

    public static IReadOnlyList<string> Names { get; } = [Up, Unhealthy, .. All.Select(column => column.Name)];

    /// <summary>The columns from <see cref="First"/> on, as they stand now.</summary>
    public static long[] Read(ServerCounters counters) => [.. All.Select(column => column.Read(counters))];

    private static Func<ServerCounters, long> Sum(Func<TrafficCounts, ReadOnlySpan<long>> counts, int at) =>
        counters => counters.Traffic.Sum(way => counts(way)[at]);

    private static IEnumerable<(string Name, Func<ServerCounters, long> Read)> Requests() =>
        from transport in Enum.GetValues<Transport>()
        from isIpv6 in (bool[])[false, true]
        select ($"requests-{transport.ToString().ToLowerInvariant()}-{(isIpv6 ? "ipv6" : "ipv4")}",
            (Func<ServerCounters, long>)(counters => counters.Of(transport, isIpv6).Requests));

    private static long OtherTypes(ServerCounters counters)
    {
        long sum = 0;
        foreach (TrafficCounts way in counters.Traffic)
        {
            sum += Sum(way.Types) - Types.Sum(type => way.Types[(int)type]);
        }

        return sum;
    }

    private static long Sum(ReadOnlySpan<long> counts)
    {
        long sum = 0;
        foreach (long count in counts)
        {
            sum += count;
        }

        return sum;
    }

    /// <summary>An octave a column, named by its upper bound in nanoseconds; the last has none.</summary>
    private static IEnumerable<(string Name, Func<ServerCounters, long> Read)> Latencies()
    {
        int buckets = LatencyBuckets();
        for (int first = 0; first < buckets; first += first == 0 ? 1 : PartsOfOctave)
        {
            int from = first;
            int to = Math.Min(first == 0 ? 1 : first + PartsOfOctave, buckets);
            long bound = TrafficCounts.LatencyBound(to - 1);
            string name = bound == long.MaxValue ? "inf" : bound.ToString(CultureInfo.InvariantCulture);
            yield return ($"latency-{name}", counters => counters.Traffic.Sum(way => Sum(way.Latencies[from..to])));
        }
    }

    private static int LatencyBuckets()
    {
        int buckets = 1;
        while (TrafficCounts.LatencyBound(buckets - 1) != long.MaxValue)
        {
            buckets++;
        }

        return buckets;
    }
}
