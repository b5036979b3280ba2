namespace ReverseDns.Transfer;

/// <summary>Sends octets, and waits until they are taken; false when they will not be: the client is gone, or too slow.</summary>
public delegate bool OctetSink(ReadOnlySpan<byte> octets);
