namespace ReverseDns.Dnssec;

/// <summary>What the parent's servers have as DS of a zone.</summary>
/// <param name="DsSets">One for each different answer; a set is empty where there is no DS.</param>
/// <param name="IsComplete">True when every one of the parent's servers has answered.</param>
/// <param name="TimeToLive">The largest of the answers.</param>
public sealed record ParentKeys(IReadOnlyCollection<KeySet> DsSets, bool IsComplete, TimeSpan TimeToLive);
