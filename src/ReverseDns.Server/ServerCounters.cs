using System.Collections.Immutable;
using ReverseDns.Protocol;

namespace ReverseDns.Server;

/// <summary>What all workers together have counted since the start.</summary>
public sealed record ServerCounters
{
    internal ServerCounters(IReadOnlyCollection<WorkerCounters> workers)
    {
        long Sum(Counter counter) => workers.Sum(worker => worker.Read(counter));
        UdpRequests = Sum(Counter.UdpRequests);
        TcpRequests = Sum(Counter.TcpRequests);
        TlsRequests = Sum(Counter.TlsRequests);
        HandshakesFailed = Sum(Counter.HandshakesFailed);
        Silent = Sum(Counter.Silent);
        Truncated = Sum(Counter.Truncated);
        ReceiveErrors = Sum(Counter.ReceiveErrors);
        SendErrors = Sum(Counter.SendErrors);
        Faults = Sum(Counter.Faults);
        ConnectionsAccepted = Sum(Counter.ConnectionsAccepted);
        ConnectionsClosedIdle = Sum(Counter.ConnectionsClosedIdle);
        ConnectionsClosedSlow = Sum(Counter.ConnectionsClosedSlow);
        ConnectionsClosedForLimit = Sum(Counter.ConnectionsClosedForLimit);
        AcceptErrors = Sum(Counter.AcceptErrors);
        ConnectionsOpen = Sum(Counter.ConnectionsOpen);
        Responses = Enumerable.Range(0, WorkerCounters.ResponseCodes)
            .Select(code => (Code: (ResponseCode)code, Count: Sum(Counter.FirstResponse + code)))
            .Where(item => item.Count != 0)
            .ToImmutableDictionary(item => item.Code, item => item.Count);
    }

    public long UdpRequests { get; }

    public long TcpRequests { get; }

    public long TlsRequests { get; }

    /// <summary>TLS clients that no connection was agreed on with: another version or protocol, no key to their certificate.</summary>
    public long HandshakesFailed { get; }

    /// <summary>Messages that got no answer: too short for a header, or responses themselves.</summary>
    public long Silent { get; }

    /// <summary>Answers with TC set.</summary>
    public long Truncated { get; }

    public long ReceiveErrors { get; }

    /// <summary>Answers that the kernel did not take: full buffer, no route, port 0.</summary>
    public long SendErrors { get; }

    /// <summary>Requests that met an error of our own.</summary>
    public long Faults { get; }

    public long ConnectionsAccepted { get; }

    public long ConnectionsOpen { get; }

    public long ConnectionsClosedIdle { get; }

    /// <summary>Closed for a request that did not become whole, or answers that were not taken, in time.</summary>
    public long ConnectionsClosedSlow { get; }

    /// <summary>Closed to make room for a new one.</summary>
    public long ConnectionsClosedForLimit { get; }

    public long AcceptErrors { get; }

    /// <summary>Answers by RCODE, codes above 15 (in OPT) included; a code that was never sent is not in it.</summary>
    public ImmutableDictionary<ResponseCode, long> Responses { get; }
}
