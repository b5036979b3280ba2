using ReverseDns.Protocol;

namespace ReverseDns.Interop.Tests.Peers;

/// <summary>A zone and its master file.</summary>
public sealed record PeerZone(DomainName Origin, string File);
