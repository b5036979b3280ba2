namespace ReverseDns.Server;

internal enum Counter
{
    UdpRequests,
    TcpRequests,
    TlsRequests,
    HandshakesFailed,
    Silent,
    Truncated,
    ReceiveErrors,
    SendErrors,
    Faults,
    ConnectionsAccepted,
    ConnectionsClosedIdle,
    ConnectionsClosedSlow,
    ConnectionsClosedForLimit,
    AcceptErrors,
    ConnectionsOpen,

    /// <summary>The first of the counters by RCODE, which lie one after another.</summary>
    FirstResponse,
    LastResponse = FirstResponse + WorkerCounters.ResponseCodes - 1,
}
