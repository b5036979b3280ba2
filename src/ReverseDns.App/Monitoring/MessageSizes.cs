using ReverseDns.Server;

namespace ReverseDns.App.Monitoring;

/// <summary>Messages by size since the start, as RSSAC002 has them: the last of each counts all that are longer.</summary>
/// <param name="Step">Octets from one to the next.</param>
internal sealed record MessageSizes(
    int Step, IReadOnlyList<long> UdpRequests, IReadOnlyList<long> UdpResponses, IReadOnlyList<long> TcpRequests, IReadOnlyList<long> TcpResponses)
{
    public static MessageSizes Of(ServerCounters counters)
    {
        return new MessageSizes(
            TrafficCounts.OctetsInSizeBucket,
            Sum(isUdp: true, way => way.RequestSizes),
            Sum(isUdp: true, way => way.ResponseSizes),
            Sum(isUdp: false, way => way.RequestSizes),
            Sum(isUdp: false, way => way.ResponseSizes));

        long[] Sum(bool isUdp, Func<TrafficCounts, ReadOnlySpan<long>> sizes)
        {
            IEnumerable<long[]> all = counters.Traffic.Where(way => (way.Transport == Transport.Udp) == isUdp).Select(way => sizes(way).ToArray());
            return all.Aggregate((sum, more) => [.. sum.Zip(more, (left, right) => left + right)]);
        }
    }
}
