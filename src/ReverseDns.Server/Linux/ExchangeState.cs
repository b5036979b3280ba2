namespace ReverseDns.Server;

internal enum ExchangeState
{
    /// <summary>As before: the kernel had nothing, or took too little.</summary>
    Unchanged,

    /// <summary>All requests are answered.</summary>
    Idle,

    /// <summary>The first octets of a request are here.</summary>
    Receiving,

    /// <summary>The client does not read its answers.</summary>
    Blocked,

    /// <summary>A transfer has been granted: the connection is for a <see cref="TransferRun"/> until that has ended.</summary>
    Transfer,

    /// <summary>To be closed.</summary>
    Over,
}
