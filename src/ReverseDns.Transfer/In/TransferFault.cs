namespace ReverseDns.Transfer;

/// <summary>Why a primary gave us nothing: what to do next depends on it.</summary>
public enum TransferFault
{
    None,

    /// <summary>No connection, one that ended too soon, or time is over. Another primary may do better; this one not by AXFR.</summary>
    Network,

    /// <summary>An RCODE. IXFR may be what it does not know: NOTIMP, FORMERR and the like are answered by an AXFR.</summary>
    ResponseCode,

    /// <summary>REFUSED, NOTAUTH, or a signature that is missing or wrong. AXFR would be met with the same.</summary>
    Refused,

    /// <summary>What came is no transfer, or not one of this zone. After an IXFR it is worth an AXFR, once.</summary>
    Malformed,

    /// <summary>Larger or slower than we take. AXFR would be larger.</summary>
    Limit,

    /// <summary>It came, and a check or a policy of ours forbids to serve it.</summary>
    NotServed,
}
