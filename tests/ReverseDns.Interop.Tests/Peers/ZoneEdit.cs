namespace ReverseDns.Interop.Tests.Peers;

/// <summary>A new version of a zone, which is in its file already, as the records that went and came.</summary>
public sealed record ZoneEdit(PeerZone Zone, IReadOnlyList<string> Removed, IReadOnlyList<string> Added);
