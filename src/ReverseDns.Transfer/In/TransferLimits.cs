namespace ReverseDns.Transfer;

/// <summary>What a primary may send us at most: past any of these the transfer is thrown away, and the old zone stays.</summary>
public sealed class TransferLimits
{
    public static TransferLimits Default { get; } = new();

    public int MaxRecords { get; init; } = 20_000_000;

    /// <summary>Octets of all messages of one transfer.</summary>
    public long MaxOctets { get; init; } = 2L << 30;

    /// <summary>Records of one owner and type.</summary>
    public int MaxRRsetRecords { get; init; } = 10_000;

    /// <summary>From the connection's beginning to the closing SOA.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>A primary that sends nothing for so long is given up, and so is one that does not answer a probe.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Octets a second that a transfer comes in with on average, once it has lasted a minute.</summary>
    public int MinRate { get; init; } = 1_024;
}
