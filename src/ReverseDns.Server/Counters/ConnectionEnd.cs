namespace ReverseDns.Server;

/// <summary>Why a connection of TCP or TLS has ended.</summary>
public enum ConnectionEnd
{
    /// <summary>Not yet.</summary>
    None,

    /// <summary>The client has closed it.</summary>
    Client,

    /// <summary>No request came in time.</summary>
    Idle,

    /// <summary>A request did not become whole, or answers were not taken, in time.</summary>
    Slow,

    /// <summary>Room was needed for a new one.</summary>
    Limit,

    /// <summary>It has had as many requests as one may have.</summary>
    Requests,

    /// <summary>The client has sent what deserves no answer.</summary>
    Malformed,

    /// <summary>No TLS was agreed on: another version or protocol, no key to the certificate shown.</summary>
    Handshake,

    /// <summary>The network has lost it, or a transfer was not taken in time.</summary>
    Lost,

    /// <summary>There was no memory left for what is kept of connections.</summary>
    Memory,

    /// <summary>An error of our own.</summary>
    Fault,

    /// <summary>The server drains or stops.</summary>
    Drain,
}
