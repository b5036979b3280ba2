namespace ReverseDns.Dnssec;

/// <summary>
/// One state of a DNSKEY RRset, of the zone's signatures or of a DS RRset that a resolver may have in its cache.
/// </summary>
/// <param name="Signers">Of a DNSKEY RRset: the keys that sign it; empty for the others.</param>
/// <param name="TimeToLive">The largest that it was served with.</param>
/// <param name="GoneAt">When no cache can have it any more, by the zone's clock; null while it may be served.</param>
public sealed record KeySetVersion(KeySet Keys, KeySet Signers, TimeSpan TimeToLive, TimeSpan? GoneAt)
{
    public bool IsSame(KeySetVersion other) => Keys.Equals(other.Keys) && Signers.Equals(other.Signers);
}
