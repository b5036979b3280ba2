namespace ReverseDns.Server;

/// <summary>What a worker counts beside its traffic.</summary>
internal enum WorkerCounter
{
    ReceiveErrors,
    SendErrors,
    AcceptErrors,
    Faults,

    /// <summary>Odd while a batch is worked on, even while the worker waits for the next.</summary>
    Turns,
}
