using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>A change that a journal holds, without its records.</summary>
/// <param name="Version">The version that it leads to.</param>
/// <param name="Start">Where in the file it starts.</param>
/// <param name="Length">Its octets, the check-sum with them.</param>
public readonly record struct JournalEntry(Serial From, Serial To, UInt128 Version, long Start, int Length);
