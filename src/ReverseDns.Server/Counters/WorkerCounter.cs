namespace ReverseDns.Server;

/// <summary>What a worker counts beside its traffic.</summary>
internal enum WorkerCounter
{
    ReceiveErrors,
    SendErrors,
    AcceptErrors,
    Faults,
}
