using System.Globalization;
using ReverseDns.Protocol;
using ReverseDns.Server;

namespace ReverseDns.App.Tests.Monitoring.Counted;

/// <summary>What a count comes to in the exposition, by sample as it stands there, and in the columns of the history.</summary>
internal static class ExpectedSamples
{
    private const int SizeStep = 16;
    private const int LargestBound = 4_095;

    private static readonly RecordType[] TypeColumns =
    [
        RecordType.PTR, RecordType.SOA, RecordType.NS, RecordType.DS, RecordType.DNSKEY, RecordType.A, RecordType.AAAA, RecordType.CNAME,
        RecordType.TXT, RecordType.MX, RecordType.ANY, RecordType.IXFR, RecordType.AXFR,
    ];

    /// <summary>Zeros are left out, as are the times that answers took.</summary>
    public static Dictionary<string, long> Of(Tally tally)
    {
        var samples = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (WayTally way in tally.Ways)
        {
            AddWay(samples, way);
        }

        foreach ((string zone, (int queries, int nameErrors)) in tally.Zones)
        {
            samples[$"rdns_zone_queries_total{{zone=\"{zone}\"}}"] = queries;
            samples[$"rdns_zone_name_errors_total{{zone=\"{zone}\"}}"] = nameErrors;
        }

        long transfers = tally.Ways.Sum(way => way.Transfers);
        long octets = tally.Ways.Sum(way => way.TransferOctets);
        const string zoneOut = $"zone=\"{CountedQuestions.Plain}\",direction=\"out\"";
        samples["rdns_transfers_total{direction=\"out\",kind=\"axfr\"}"] = transfers;
        samples["rdns_transfer_bytes_total{direction=\"out\"}"] = octets;
        samples[$"rdns_zone_transfers_total{{{zoneOut},kind=\"axfr\"}}"] = transfers;
        samples[$"rdns_zone_transfer_bytes_total{{{zoneOut}}}"] = octets;
        return samples.Where(sample => sample.Value != 0).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>The sums of columns, of all traffic.</summary>
    public static Dictionary<string, long> Columns(Tally tally)
    {
        IReadOnlyList<WayTally> ways = tally.Ways;
        var columns = new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["edns"] = ways.Sum(way => way.Edns),
            ["dnssec-ok"] = ways.Sum(way => way.DnssecOk),
            ["truncated"] = ways.Sum(way => way.Truncated),
            ["octets-in"] = ways.Sum(way => way.RequestSizes.Sum(size => (long)size)),
            ["octets-out"] = ways.Sum(way => way.ResponseSizes.Sum(size => (long)size)),
            ["rcode-other"] = ways.Sum(way => way.Answers.Where(item => item.Key > ResponseCode.Refused).Sum(item => item.Value)),
            ["qtype-other"] = ways.Sum(way => way.Types.Where(item => !TypeColumns.Contains(item.Key)).Sum(item => item.Value)),
        };
        foreach (WayTally way in ways)
        {
            columns[$"requests-{Word(way.Transport)}-{Family(way)}"] = way.RequestSizes.Count;
        }

        foreach (ResponseCode code in Enum.GetValues<ResponseCode>().Where(code => code <= ResponseCode.Refused))
        {
            columns[$"rcode-{Word(code)}"] = ways.Sum(way => way.Answers.GetValueOrDefault(code));
        }

        foreach (RecordType type in TypeColumns)
        {
            columns[$"qtype-{RecordTypes.ToPresentation(type)}"] = ways.Sum(way => way.Types.GetValueOrDefault(type));
        }

        foreach (DropReason reason in Enum.GetValues<DropReason>())
        {
            columns[$"drop-{Word(reason)}"] = ways.Sum(way => way.Drops.GetValueOrDefault(reason));
        }

        return columns;
    }

    private static void AddWay(Dictionary<string, long> samples, WayTally way)
    {
        string labels = $"transport=\"{Word(way.Transport)}\",family=\"{Family(way)}\"";
        samples[$"rdns_requests_total{{{labels}}}"] = way.RequestSizes.Count;
        samples[$"rdns_edns_queries_total{{{labels}}}"] = way.Edns;
        samples[$"rdns_dnssec_ok_queries_total{{{labels}}}"] = way.DnssecOk;
        samples[$"rdns_truncated_responses_total{{{labels}}}"] = way.Truncated;
        samples[$"rdns_response_time_seconds_count{{{labels}}}"] = way.ResponseSizes.Count;
        samples[$"rdns_connections_total{{{labels}}}"] = way.Connections;
        samples[$"rdns_connection_ends_total{{{labels},cause=\"client\"}}"] = way.Connections - way.ConnectionsRefused;
        samples[$"rdns_connection_ends_total{{{labels},cause=\"malformed\"}}"] = way.ConnectionsRefused;
        AddEach(samples, "rdns_requests_by_opcode_total", labels, "opcode", way.Opcodes, OpcodeWord);
        AddEach(samples, "rdns_queries_by_type_total", labels, "qtype", way.Types, type => (int)type > 257 ? "other" : RecordTypes.ToPresentation(type));
        AddEach(samples, "rdns_responses_total", labels, "rcode", way.Answers, code => code.ToString().ToUpperInvariant());
        AddEach(samples, "rdns_dropped_requests_total", labels, "reason", way.Drops, Word);
        AddSizes(samples, "rdns_request_size_bytes", labels, way.RequestSizes);
        AddSizes(samples, "rdns_response_size_bytes", labels, way.ResponseSizes);
    }

    private static void AddEach<T>(
        Dictionary<string, long> samples, string name, string labels, string label, Dictionary<T, int> counts, Func<T, string> word)
        where T : struct
    {
        foreach ((T key, int count) in counts)
        {
            samples[$"{name}{{{labels},{label}=\"{word(key)}\"}}"] = count;
        }
    }

    private static void AddSizes(Dictionary<string, long> samples, string name, string labels, List<int> sizes)
    {
        for (int bound = SizeStep - 1; bound <= LargestBound; bound += SizeStep)
        {
            samples[string.Create(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels},le=\"{bound}.0\"}}")] = sizes.Count(size => size <= bound);
        }

        samples[$"{name}_bucket{{{labels},le=\"+Inf\"}}"] = sizes.Count;
        samples[$"{name}_count{{{labels}}}"] = sizes.Count;
        samples[$"{name}_sum{{{labels}}}"] = sizes.Sum(size => (long)size);
    }

    private static string OpcodeWord(Opcode opcode) => opcode switch
    {
        Opcode.Query => "QUERY",
        Opcode.Status => "STATUS",
        Opcode.Update => "UPDATE",
        _ => string.Create(CultureInfo.InvariantCulture, $"opcode{(int)opcode}"),
    };

    private static string Family(WayTally way) => way.IsIpv6 ? "ipv6" : "ipv4";

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
