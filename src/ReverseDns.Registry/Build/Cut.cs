namespace ReverseDns.Registry;

/// <summary>One name at which a request wants a zone cut; or the reason why there can be none.</summary>
internal readonly record struct Cut(DomainName Name, AddressRange Range, string? Refusal);
