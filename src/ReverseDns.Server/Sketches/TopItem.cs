namespace ReverseDns.Server;

/// <summary>A frequent item of a stream.</summary>
/// <param name="Count">Never too small.</param>
/// <param name="Error">By how much it may be too large.</param>
public readonly record struct TopItem(ReadOnlyMemory<byte> Octets, long Count, long Error);
