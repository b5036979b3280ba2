using ReverseDns.App.Signing;
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
        Policy = new ZonePolicy(new KeyPolicy(), new SigningOptions(), AsksParent: true, []),
        Exceptions = new Dictionary<DomainName, ZonePolicy>(),
    };

    public required string KeyFolder { get; init; }

    /// <summary>The PKCS#11 module of a token that keeps keys; null: none does.</summary>
    public required string? TokenModule { get; init; }

    /// <summary>Zones to sign; null: all.</summary>
    public required IReadOnlySet<DomainName>? Zones { get; init; }

    /// <summary>Of all zones that have none of their own.</summary>
    public required ZonePolicy Policy { get; init; }

    /// <summary>Of zones that are signed otherwise than the rest.</summary>
    public required IReadOnlyDictionary<DomainName, ZonePolicy> Exceptions { get; init; }

    public ZonePolicy PolicyOf(DomainName zone) => Exceptions.GetValueOrDefault(zone) ?? Policy;

    public bool Signs(DomainName zone) => Zones is null || Zones.Contains(zone);
}
