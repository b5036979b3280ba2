using ReverseDns.Protocol;

namespace ReverseDns.Dnssec.Signing;

/// <summary>A record of the chain that denies names, as it is and as it will be.</summary>
internal sealed class ChainLink(DomainName owner)
{
    /// <summary>The name itself with NSEC, its <see cref="Zones.HashedOwner"/> with NSEC3.</summary>
    public DomainName Owner => owner;

    public bool IsThere { get; set; }

    public bool WillBe { get; set; }

    /// <summary>What it will say of its name; null where it says what it did.</summary>
    public byte[]? Bitmap { get; set; }

    /// <summary>The owner of the served version's record before this one, where one comes or goes here.</summary>
    public DomainName? Before { get; set; }
}
