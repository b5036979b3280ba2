using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>What stands between the owner and the RDATA of an entry.</summary>
internal readonly record struct RecordHead(RecordType Type, uint Ttl, bool HasTtl);
