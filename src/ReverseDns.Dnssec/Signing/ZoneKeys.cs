using ReverseDns.Protocol;

namespace ReverseDns.Dnssec;

/// <summary>What the keys of a zone do at one time.</summary>
/// <param name="ForKeys">Each signs the DNSKEY, CDS and CDNSKEY RRsets.</param>
/// <param name="ForZone">
/// Each signs everything else; a signature of another published key of its algorithm is kept until its refresh.
/// </param>
/// <param name="Records">DNSKEY, CDS and CDNSKEY records of the apex, as they are to be published.</param>
public sealed record ZoneKeys(
    IReadOnlyList<SigningKey> ForKeys, IReadOnlyList<SigningKey> ForZone, IReadOnlyList<ResourceRecord> Records)
{
    /// <summary>Published keys that somebody else may have: their signatures are made anew at once and not at their refresh.</summary>
    public IReadOnlyCollection<KeyName> Distrusted { get; init; } = [];

    /// <summary>No roll-over is under way: those with SEP sign the keys, the others the zone, and one kind alone signs both.</summary>
    public static ZoneKeys Of(DomainName origin, uint ttl, params IReadOnlyList<SigningKey> keys)
    {
        SigningKey[] forKeys = [.. keys.Where(key => key.IsSecureEntryPoint)];
        SigningKey[] forZone = [.. keys.Where(key => !key.IsSecureEntryPoint)];
        return new ZoneKeys(
            forKeys.Length > 0 ? forKeys : forZone,
            forZone.Length > 0 ? forZone : forKeys,
            [.. keys.Select(key => new ResourceRecord(origin, RecordType.DNSKEY, RecordClass.IN, ttl, key.DnsKey))]);
    }

    internal static bool IsOfKeys(RecordType type) => type is RecordType.DNSKEY or RecordType.CDS or RecordType.CDNSKEY;
}
