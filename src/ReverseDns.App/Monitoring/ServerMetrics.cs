using ReverseDns.Protocol;
using ReverseDns.Server;

namespace ReverseDns.App.Monitoring;

/// <summary>What the workers have counted. Labels stand for what is listened on, and for what has come anyway.</summary>
internal static class ServerMetrics
{
    private const string Way = "transport, family";
    private const int PartsOfOctave = 4;

    private static readonly MetricFamily Requests = new(
        "rdns_requests_total", MetricType.Counter, "", Way, "Messages received, whatever they are.");
    private static readonly MetricFamily Opcodes = new(
        "rdns_requests_by_opcode_total", MetricType.Counter, "", Way + ", opcode", "Messages received that have a header and are no responses.");
    private static readonly MetricFamily Types = new(
        "rdns_queries_by_type_total", MetricType.Counter, "", Way + ", qtype",
        "Queries that could be read, by type once it has been asked for; 'other' is all types above 257.");
    private static readonly MetricFamily Edns = new(
        "rdns_edns_queries_total", MetricType.Counter, "", Way, "Those of them with an OPT record.");
    private static readonly MetricFamily DnssecOk = new(
        "rdns_dnssec_ok_queries_total", MetricType.Counter, "", Way, "Those of them with the DO bit set.");
    private static readonly MetricFamily Responses = new(
        "rdns_responses_total", MetricType.Counter, "", Way + ", rcode", "Answers; a transfer is one.");
    private static readonly MetricFamily Truncated = new(
        "rdns_truncated_responses_total", MetricType.Counter, "", Way, "Answers with TC set.");
    private static readonly MetricFamily RequestSizes = new(
        "rdns_request_size_bytes", MetricType.Histogram, "bytes", Way + ", le", "Messages received by size, in steps of 16 as RSSAC002 has them.");
    private static readonly MetricFamily ResponseSizes = new(
        "rdns_response_size_bytes", MetricType.Histogram, "bytes", Way + ", le", "Answers by size, in the same steps; transfers are left out.");
    private static readonly MetricFamily Latency = new(
        "rdns_response_time_seconds", MetricType.Histogram, "seconds", Way + ", le",
        "From the reception of a batch of requests to when the kernel has taken their answers, for each answer of the batch.");
    private static readonly MetricFamily Drops = new(
        "rdns_dropped_requests_total", MetricType.Counter, "", Way + ", reason",
        "Messages without an answer: malformed (no header, or a response), toolong, noroom (for a signature), kernelbuffer (never seen, and in no other count), ratelimit, flood (dropped by the kernel for networks shut out, and never seen).");
    private static readonly MetricFamily Connections = new(
        "rdns_connections_total", MetricType.Counter, "", Way, "Connections accepted.");
    private static readonly MetricFamily ConnectionEnds = new(
        "rdns_connection_ends_total", MetricType.Counter, "", Way + ", cause",
        "Connections that have ended: client, idle, slow, limit, requests, malformed, handshake, lost, memory, fault, drain.");
    private static readonly MetricFamily ConnectionsOpen = new(
        "rdns_connections_open", MetricType.Gauge, "", Way, "Connections open now, transfers included.");
    private static readonly MetricFamily ReceiveErrors = new(
        "rdns_receive_errors_total", MetricType.Counter, "", "", "Errors when receiving over UDP.");
    private static readonly MetricFamily SendErrors = new(
        "rdns_send_errors_total", MetricType.Counter, "", "", "Answers over UDP that the kernel did not take: full buffer, no route.");
    private static readonly MetricFamily AcceptErrors = new(
        "rdns_accept_errors_total", MetricType.Counter, "", "", "Connections that could not be taken, mostly for want of descriptors.");
    private static readonly MetricFamily Faults = new(
        "rdns_faults_total", MetricType.Counter, "", "", "Errors of our own in a thread that answers; it carried on.");

    public static IReadOnlyList<MetricFamily> Families { get; } =
    [
        Requests, Opcodes, Types, Edns, DnssecOk, Responses, Truncated, RequestSizes, ResponseSizes, Latency, Drops,
        Connections, ConnectionEnds, ConnectionsOpen, ReceiveErrors, SendErrors, AcceptErrors, Faults,
    ];

    /// <param name="isListened">Whether there is such a listener: its counts are shown from zero on.</param>
    public static void Write(ExpositionWriter writer, ServerCounters counters, Func<Transport, bool, bool> isListened)
    {
        var ways = new Ways(writer, [.. counters.Traffic.Where(way => isListened(way.Transport, way.IsIpv6) || way.Requests + way.ConnectionsAccepted > 0)]);
        ways.Each(Requests, way => way.Requests);
        ways.Each(Opcodes, "opcode", way => way.Opcodes, OpcodeName);
        ways.Each(Types, "qtype", way => way.Types, TypeName);
        ways.Each(Edns, way => way.Edns);
        ways.Each(DnssecOk, way => way.DnssecOk);
        ways.Each(Responses, "rcode", way => way.ResponseCodes, ByName<ResponseCode>);
        ways.Each(Truncated, way => way.Truncated);
        ways.Sizes(RequestSizes, way => way.RequestSizes, way => way.RequestOctets);
        ways.Sizes(ResponseSizes, way => way.ResponseSizes, way => way.ResponseOctets);
        ways.Times(Latency);
        ways.Each(Drops, "reason", way => way.Drops, ByName<DropReason>);
        Ways streams = ways.Where(way => way.Transport != Transport.Udp);
        streams.Each(Connections, way => way.ConnectionsAccepted);
        streams.Each(ConnectionEnds, "cause", way => way.ConnectionEnds, end => end == (int)ConnectionEnd.None ? null : ByName<ConnectionEnd>(end));
        streams.Each(ConnectionsOpen, way => way.ConnectionsOpen);
        writer.Single(ReceiveErrors, counters.ReceiveErrors);
        writer.Single(SendErrors, counters.SendErrors);
        writer.Single(AcceptErrors, counters.AcceptErrors);
        writer.Single(Faults, counters.Faults);
    }

    /// <summary>Null for a number without a name: it is shown when there is something to be counted.</summary>
    private static string? ByName<T>(int value)
        where T : struct, Enum
    {
        var named = (T)Enum.ToObject(typeof(T), value);
        return !Enum.IsDefined(named) ? null
            : named is ResponseCode ? named.ToString().ToUpperInvariant()
            : named.ToString().ToLowerInvariant();
    }

    private static string? OpcodeName(int value) => (Opcode)value switch
    {
        Opcode.Query => "QUERY",
        Opcode.InverseQuery => "IQUERY",
        Opcode.Status => "STATUS",
        Opcode.Notify => "NOTIFY",
        Opcode.Update => "UPDATE",
        Opcode.StatefulOperations => "DSO",
        _ => null,
    };

    /// <summary>Types are too many to be shown before anybody has asked for them, but for what a reverse tree is for.</summary>
    private static string? TypeName(int type) => (RecordType)type == RecordType.PTR ? "PTR" : null;

    /// <summary>The samples of one family after the other, for each transport and address family.</summary>
    private sealed class Ways(ExpositionWriter writer, IReadOnlyList<TrafficCounts> all)
    {
        private readonly (TrafficCounts Counts, LabelSet Labels)[] _all =
        [
            .. all.Select(way => (way, LabelSet.Of("transport", ByName<Transport>((int)way.Transport)!).With("family", way.IsIpv6 ? "ipv6" : "ipv4"))),
        ];

        public Ways Where(Func<TrafficCounts, bool> belongs) => new(writer, [.. all.Where(belongs)]);

        public void Each(MetricFamily family, Func<TrafficCounts, long> count)
        {
            writer.Begin(family);
            foreach ((TrafficCounts way, LabelSet labels) in _all)
            {
                writer.Sample(labels, count(way));
            }
        }

        public void Each(MetricFamily family, string label, Func<TrafficCounts, ReadOnlySpan<long>> counts, Func<int, string?> name)
        {
            writer.Begin(family);
            foreach ((TrafficCounts way, LabelSet labels) in _all)
            {
                ReadOnlySpan<long> values = counts(way);
                for (int i = 0; i < values.Length; i++)
                {
                    string? known = name(i) ?? (values[i] == 0 ? null : NameOfRest(label, i, values.Length));
                    if (known is not null)
                    {
                        writer.Sample(labels.With(label, known), values[i]);
                    }
                }
            }
        }

        public void Sizes(MetricFamily family, Func<TrafficCounts, ReadOnlySpan<long>> counts, Func<TrafficCounts, long> sum)
        {
            writer.Begin(family);
            foreach ((TrafficCounts way, LabelSet labels) in _all)
            {
                long[] values = counts(way).ToArray();
                writer.Histogram(
                    labels,
                    values.SkipLast(1).Select((count, i) => (((i + 1.0) * TrafficCounts.OctetsInSizeBucket) - 1, count)),
                    values[^1],
                    sum(way));
            }
        }

        /// <summary>An octave a bucket: the finer ones are for whoever reads the counts themselves.</summary>
        public void Times(MetricFamily family)
        {
            writer.Begin(family);
            foreach ((TrafficCounts way, LabelSet labels) in _all)
            {
                long[] values = way.Latencies.ToArray();
                IEnumerable<(double Bound, long Count)> octaves =
                    from i in Enumerable.Range(0, values.Length - 1)
                    group i by (i + PartsOfOctave - 1) / PartsOfOctave into octave
                    select (TrafficCounts.LatencyBound(octave.Last()) / 1e9, octave.Sum(i => values[i]));
                writer.Histogram(labels, octaves, values[^1], way.LatencySum.TotalSeconds);
            }
        }

        private static string NameOfRest(string label, int value, int length) =>
            !string.Equals(label, "qtype", StringComparison.Ordinal) ? FormattableString.Invariant($"{label}{value}")
            : value == length - 1 ? "other"
            : RecordTypes.ToPresentation((RecordType)value);
    }
}
