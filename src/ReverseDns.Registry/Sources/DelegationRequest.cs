namespace ReverseDns.Registry;

/// <summary>One object of a source that asks for name servers: a block of addresses, or one name of the reverse tree.</summary>
/// <param name="Name">Given when the object names the zone itself; otherwise the plan's cut rule finds the names.</param>
/// <param name="Holder">The opaque identifier the object states; null when its source states none.</param>
/// <param name="HasInvalidDs">A DS of the object could not be read or is not published by the plan.</param>
internal sealed record DelegationRequest(
    PlannedSource Source,
    int Line,
    AddressRange Range,
    DomainName? Name,
    ImmutableArray<RequestedServer> Servers,
    ImmutableArray<RequestedSigner> Signers,
    string? Holder,
    bool HasInvalidDs)
{
    public string File => Source.File;

    public string Subject => Name is { } name ? name.ToString() : Range.ToString();
}
