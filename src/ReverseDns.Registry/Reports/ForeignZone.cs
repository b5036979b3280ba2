namespace ReverseDns.Registry;

/// <summary>A zone that others serve and that delegations of ours belong into.</summary>
public sealed record ForeignZone(DomainName Name, int Delegations);
