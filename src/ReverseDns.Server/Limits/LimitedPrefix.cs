using ReverseDns.Protocol;

namespace ReverseDns.Server;

/// <param name="Prefix">By the longest limit that its clients have passed.</param>
/// <param name="Questions">From there beyond the limit; estimated from a part of them.</param>
public readonly record struct LimitedPrefix(AddressPrefix Prefix, long Questions);
