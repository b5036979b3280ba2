using System.Net;
using ReverseDns.Dnssec;
using ReverseDns.Protocol;

namespace ReverseDns.App.Configuration;

/// <summary>Which zones are signed, and how.</summary>
internal sealed record DnssecConfiguration
{
    public static DnssecConfiguration None { get; } = new()
    {
        KeyFolder = "",
        TokenModule = null,
        Zones = new HashSet<DomainName>(),
        ParentServers = [],
        Keys = new KeyPolicy(),
        Signing = new SigningOptions(),
    };

    public required string KeyFolder { get; init; }

    /// <summary>The PKCS#11 module of a token that keeps keys; null: none does.</summary>
    public required string? TokenModule { get; init; }

    /// <summary>Zones to sign; null: all.</summary>
    public required IReadOnlySet<DomainName>? Zones { get; init; }

    /// <summary>All of the parent's; empty: resolvers are asked.</summary>
    public required IReadOnlyList<IPEndPoint> ParentServers { get; init; }

    public required KeyPolicy Keys { get; init; }

    public required SigningOptions Signing { get; init; }

    public bool Signs(DomainName zone) => Zones is null || Zones.Contains(zone);
}
