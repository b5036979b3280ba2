using ReverseDns.Zones;

namespace ReverseDns.Server;

/// <summary>What an answer depends on besides the request's octets: the zones of this moment, and how the client came.</summary>
public readonly record struct ClientContext(ZoneTable Zones, Transport Transport, bool IsIpv6);
