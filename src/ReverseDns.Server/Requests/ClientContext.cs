using ReverseDns.Transfer;
using ReverseDns.Zones;

namespace ReverseDns.Server;

/// <summary>What an answer depends on besides the request's octets: the zones of this moment, and how the client came.</summary>
/// <param name="Address">The client's, as a number; only what goes beyond looking up records needs it.</param>
/// <param name="Certificate">What a TLS client has shown; null: nothing.</param>
/// <param name="Keepalive">How long its connection may be without a request, in units of 100 ms; over UDP nobody is told.</param>
public readonly record struct ClientContext(
    ZoneTable Zones, Transport Transport, bool IsIpv6, UInt128 Address = default, PeerCertificate? Certificate = null, ushort Keepalive = 0);
