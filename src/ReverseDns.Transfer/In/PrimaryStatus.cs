using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>What is known of a primary, for one zone, since we look after it.</summary>
/// <param name="Offered">The serial that it has, as far as it said so.</param>
/// <param name="Answers">It said so when it was last asked.</param>
/// <param name="LastAsked">When it was last asked, or last heard of.</param>
/// <param name="LastSuccess">When it last did as it should all through a check; null: not yet.</param>
/// <param name="FailingSince">Null while it does.</param>
/// <param name="Failures">Checks since then.</param>
/// <param name="Problem">What was wrong in the last one; null while nothing is.</param>
public sealed record PrimaryStatus(
    Primary Primary,
    Serial? Offered,
    bool Answers,
    DateTimeOffset LastAsked,
    DateTimeOffset? LastSuccess,
    DateTimeOffset? FailingSince,
    int Failures,
    TransferProblem? Problem)
{
    public string? LastError => Problem?.Text;
}
