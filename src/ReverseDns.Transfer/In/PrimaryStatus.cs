using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>What was last heard of a primary, for one zone.</summary>
/// <param name="Offered">The serial that it has, as far as it said so.</param>
/// <param name="FailingSince">Null while it answers as it should.</param>
/// <param name="LastError">In words, with the RCODE, the extended error and the key; null while it answers.</param>
public sealed record PrimaryStatus(
    string Primary, Serial? Offered, DateTimeOffset LastAsked, DateTimeOffset? FailingSince, string? LastError);
