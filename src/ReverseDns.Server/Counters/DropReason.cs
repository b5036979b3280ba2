namespace ReverseDns.Server;

/// <summary>Why a message got no answer.</summary>
public enum DropReason
{
    /// <summary>Shorter than a header, or a response itself.</summary>
    Malformed,

    /// <summary>Over UDP longer than any request.</summary>
    TooLong,

    /// <summary>An answer that must be signed had no room for its signature.</summary>
    NoRoom,

    /// <summary>The kernel had no room left in the socket's buffer; nobody has seen the message.</summary>
    KernelBuffer,

    /// <summary>The client, or a network of it, has had as many answers as it may have.</summary>
    RateLimit,

    /// <summary>The kernel has dropped it while a network that floods was shut out; who had no room then is among them. Nobody has seen it.</summary>
    Flood,
}
