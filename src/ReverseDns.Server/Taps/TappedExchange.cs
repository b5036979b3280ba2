namespace ReverseDns.Server;

/// <summary>A question and its answer as they were on the wire, for as long as it is looked at.</summary>
public readonly ref struct TappedExchange
{
    public required ExchangeEnds Ends { get; init; }

    /// <summary>When the request had come; all of a batch alike.</summary>
    public required DateTime Asked { get; init; }

    /// <summary>When the kernel had taken the answers of the batch.</summary>
    public required DateTime Answered { get; init; }

    /// <summary>With its header: what has none is never recorded.</summary>
    public required ReadOnlySpan<byte> Query { get; init; }

    /// <summary>Empty: there is none, or it is a transfer.</summary>
    public required ReadOnlySpan<byte> Response { get; init; }

    /// <summary>The origin of the zone that answered, as on the wire; empty: none did.</summary>
    public required ReadOnlySpan<byte> Zone { get; init; }
}
