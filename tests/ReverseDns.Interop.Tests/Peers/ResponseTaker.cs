namespace ReverseDns.Interop.Tests.Peers;

/// <summary>Takes the response to the request with this index.</summary>
public delegate void ResponseTaker(int index, ReadOnlySpan<byte> response);
