namespace ReverseDns.App.Top;

/// <summary>What was most frequent, estimated from queries that were drawn.</summary>
/// <param name="Since">In seconds of Unix time.</param>
/// <param name="OneIn">On average one of so many queries was drawn; counts are multiplied by it.</param>
/// <param name="Lost">Queries that were drawn and lost since the start.</param>
/// <param name="Queries">All of this time, as estimated.</param>
internal sealed record TopReport(
    long Since,
    int OneIn,
    long Lost,
    long Queries,
    IReadOnlyList<TopEntry> Clients,
    IReadOnlyList<TopEntry> Zones,
    IReadOnlyList<TopEntry> Delegations,
    IReadOnlyList<TopEntry> Blocks,
    IReadOnlyList<TopEntry> WideBlocks,
    IReadOnlyList<TopEntry> Types)
{
    public static TopReport None { get; } = new(0, 0, 0, 0, [], [], [], [], [], []);
}

/// <param name="Prefix">The addresses that a name is for, if they are a prefix.</param>
/// <param name="Queries">Never too small but for the chance of drawing.</param>
/// <param name="Error">By how much it may be too large, besides.</param>
internal sealed record TopEntry(string Name, string? Prefix, long Queries, long Error);
