namespace ReverseDns.Server;

public sealed class UdpOptions
{
    public const int LargestBatch = 256;

    /// <summary>Requests taken from the kernel with one call, at most.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Kernel receive buffer of each socket, in octets; without CAP_NET_ADMIN the kernel's own limit holds.</summary>
    public int ReceiveBufferSize { get; init; } = 4 << 20;

    /// <summary>Kernel send buffer of each socket, in octets.</summary>
    public int SendBufferSize { get; init; } = 4 << 20;

    internal IEnumerable<string> Errors()
    {
        if (BatchSize is < 1 or > LargestBatch)
        {
            yield return $"udp: the batch size is {BatchSize}, must be 1 to {LargestBatch}";
        }

        if (ReceiveBufferSize < 1)
        {
            yield return "udp: the receive buffer size must be positive";
        }

        if (SendBufferSize < 1)
        {
            yield return "udp: the send buffer size must be positive";
        }
    }
}
