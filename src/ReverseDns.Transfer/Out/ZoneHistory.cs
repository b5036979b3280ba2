using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Transfer;

/// <summary>
/// The changes of a zone from one serial to another, oldest first, for the caller to dispose; null when not all of them
/// are known. From any thread.
/// </summary>
public delegate IReadOnlyList<ZoneDiff>? ZoneHistory(DomainName zone, Serial from, Serial to);
