namespace ReverseDns.Registry;

/// <summary>A zone cut as it is published.</summary>
/// <param name="NameServers">Sorted by host; a host has addresses here exactly when it needs glue.</param>
/// <param name="File">The source that asked for it; empty for a zone of the plan itself.</param>
public sealed record Delegation(
    DomainName Name,
    AddressRange Range,
    ImmutableArray<NameServer> NameServers,
    ImmutableArray<DelegationSigner> Signers,
    string File,
    int Line)
{
    private const int Classless = 256;

    /// <summary>Lies inside one IPv4 /24, down to a single address.</summary>
    public bool IsInside24 => !Range.IsIPv6 && Range.Last - Range.First + 1 < Classless;

    internal UInt128 Size => Range.Last - Range.First;

    /// <summary>True when a resolver would learn the same from both.</summary>
    internal bool SaysTheSameAs(Delegation other) =>
        Signers.SequenceEqual(other.Signers)
        && NameServers.Length == other.NameServers.Length
        && NameServers.Zip(other.NameServers).All(pair =>
            pair.First.Host == pair.Second.Host && pair.First.Addresses.SequenceEqual(pair.Second.Addresses));
}
