using System.Collections.Immutable;
using ReverseDns.Protocol;

namespace ReverseDns.Server;

/// <summary>
/// What all workers together have counted since the start, at one moment. To take it costs some thousand additions a worker
/// and nothing of those who answer: every second is fine.
/// </summary>
public sealed class ServerCounters
{
    private readonly WorkerCounters _sum = new();

    internal ServerCounters(IReadOnlyCollection<WorkerCounters> workers)
    {
        Traffic =
        [
            _sum.Of(Transport.Udp, isIpv6: false), _sum.Of(Transport.Udp, isIpv6: true),
            _sum.Of(Transport.Tcp, isIpv6: false), _sum.Of(Transport.Tcp, isIpv6: true),
            _sum.Of(Transport.Tls, isIpv6: false), _sum.Of(Transport.Tls, isIpv6: true),
        ];
        foreach (WorkerCounters worker in workers)
        {
            foreach (TrafficCounts counts in worker.Traffic)
            {
                Of(counts.Transport, counts.IsIpv6).Add(counts);
            }

            if (worker.Socket is { } socket)
            {
                Of(Transport.Udp, socket.IsIpv6).AddDrop(DropReason.KernelBuffer, socket.Read());
                Of(Transport.Udp, socket.IsIpv6).AddDrop(DropReason.Flood, socket.ReadFiltered());
            }

            Limited.Add(worker.Limited);
            foreach (WorkerCounter counter in Enum.GetValues<WorkerCounter>())
            {
                _sum.Add(counter, worker.Read(counter));
            }
        }
    }

    /// <summary>Each transport with each family, whether there is such a listener or not.</summary>
    public IReadOnlyList<TrafficCounts> Traffic { get; }

    /// <summary>Who was beyond a limit over UDP.</summary>
    public LimitCounts Limited => _sum.Limited;

    public long ReceiveErrors => _sum.Read(WorkerCounter.ReceiveErrors);

    /// <summary>Answers that the kernel did not take: full buffer, no route, port 0.</summary>
    public long SendErrors => _sum.Read(WorkerCounter.SendErrors);

    /// <summary>Connections that were not to be had, or not to be watched.</summary>
    public long AcceptErrors => _sum.Read(WorkerCounter.AcceptErrors);

    /// <summary>Requests that met an error of our own.</summary>
    public long Faults => _sum.Read(WorkerCounter.Faults);

    public long Truncated => Traffic.Sum(counts => counts.Truncated);

    public long ConnectionsAccepted => Traffic.Sum(counts => counts.ConnectionsAccepted);

    public long ConnectionsOpen => Traffic.Sum(counts => counts.ConnectionsOpen);

    /// <summary>Answers by RCODE; a code that was never sent is not in it.</summary>
    public ImmutableDictionary<ResponseCode, long> Responses => Enumerable.Range(0, Traffic[0].ResponseCodes.Length)
        .Select(code => (Code: (ResponseCode)code, Count: Traffic.Sum(counts => counts.ResponseCodes[code])))
        .Where(item => item.Count != 0)
        .ToImmutableDictionary(item => item.Code, item => item.Count);

    public TrafficCounts Of(Transport transport, bool isIpv6) => _sum.Of(transport, isIpv6);

    /// <summary>Of both families.</summary>
    public long Requests(Transport transport) => Of(transport, isIpv6: false).Requests + Of(transport, isIpv6: true).Requests;

    public long Drops(DropReason reason) => Traffic.Sum(counts => counts.Drops[(int)reason]);

    public long Ends(ConnectionEnd end) => Traffic.Sum(counts => counts.ConnectionEnds[(int)end]);
}
