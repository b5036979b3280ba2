using ReverseDns.Server;

namespace ReverseDns.App.Monitoring;

/// <summary>What the workers have counted.</summary>
internal static class ServerMetrics
{
    private static readonly MetricFamily Requests =
        new("rdns_requests_total", MetricType.Counter, "", "transport", "Messages received, whatever they are.");
    private static readonly MetricFamily Responses =
        new("rdns_responses_total", MetricType.Counter, "", "rcode", "Answers sent.");

    public static IReadOnlyList<MetricFamily> Families { get; } = [Requests, Responses];

    public static void Write(ExpositionWriter writer, ServerCounters counters)
    {
        writer.Begin(Requests);
        writer.Sample(LabelSet.Of("transport", "udp"), counters.UdpRequests);
        writer.Sample(LabelSet.Of("transport", "tcp"), counters.TcpRequests);
        writer.Sample(LabelSet.Of("transport", "tls"), counters.TlsRequests);
        writer.Begin(Responses);
        foreach ((Protocol.ResponseCode code, long count) in counters.Responses)
        {
            writer.Sample(LabelSet.Of("rcode", code.ToString().ToUpperInvariant()), count);
        }
    }
}
