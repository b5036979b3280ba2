namespace ReverseDns.Registry;

/// <summary>What a built zone will hold, but for its SOA and apex, which are the plan's.</summary>
/// <param name="Delegations">In canonical order, the served children among them.</param>
/// <param name="Asked">How many of them came from requests.</param>
internal sealed record ZoneDraft(
    PlannedZone Zone, IReadOnlyList<Delegation> Delegations, IReadOnlyList<ClasslessAlias> Aliases, int Asked);
