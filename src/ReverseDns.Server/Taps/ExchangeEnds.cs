namespace ReverseDns.Server;

/// <summary>Who asked, where, and how.</summary>
public readonly record struct ExchangeEnds(SocketName Client, SocketName Local, bool IsIpv6, Transport Transport);
