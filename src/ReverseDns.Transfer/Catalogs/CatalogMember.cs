using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>A zone that a catalog lists (RFC 9432, section 4).</summary>
/// <param name="Id">The label that stands for it in the catalog, in lower case: with another one, it is another zone of that name.</param>
/// <param name="Groups">In canonical order.</param>
/// <param name="NewOwner">The catalog that may take it over; null: none.</param>
public sealed record CatalogMember(DomainName Zone, string Id, IReadOnlyList<string> Groups, DomainName? NewOwner);
