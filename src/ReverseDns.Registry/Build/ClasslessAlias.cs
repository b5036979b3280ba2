namespace ReverseDns.Registry;

/// <summary>A CNAME of the parent zone that leads one address into an RFC 2317 child.</summary>
internal sealed record ClasslessAlias(DomainName Owner, DomainName Target);
