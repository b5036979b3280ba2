namespace ReverseDns.Dnssec;

/// <summary>
/// Whether a resolver that has a DS RRset, a DNSKEY RRset and a signed RRset, each from another moment, gets a secure
/// answer. Nothing is changed in a zone unless it does with every combination that caches may hold (RFC 6781, section
/// 4.1; RFC 7583, section 3).
/// </summary>
internal static class ChainRule
{
    /// <summary>
    /// For each algorithm in the DS a key of the DS signs the DNSKEY RRset and a key in that the data (RFC 6840, section
    /// 5.11, leaves it to validators which they ask for). Without a DS the zone is insecure, whatever it holds.
    /// </summary>
    public static bool Validates(KeySet ds, KeySetVersion dnsKeys, KeySet signatures)
    {
        KeySet entries = ds.Intersect(dnsKeys.Keys).Intersect(dnsKeys.Signers);
        KeySet verifiable = signatures.Intersect(dnsKeys.Keys);
        return ds.Names.All(name => entries.Has(name.Algorithm) && verifiable.Has(name.Algorithm));
    }

    /// <summary>And all that the zone owes: a signature for each algorithm in the DNSKEY RRset (RFC 4035, section 2.2).</summary>
    public static bool Holds(KeySet ds, KeySetVersion dnsKeys, KeySet signatures)
    {
        KeySet verifiable = signatures.Intersect(dnsKeys.Keys);
        return ds.IsEmpty
            || (Validates(ds, dnsKeys, signatures) && dnsKeys.Keys.Names.All(name => verifiable.Has(name.Algorithm)));
    }

    /// <summary>
    /// Whether every combination that the caches may hold next does. A zone taken over with less is kept at what it has;
    /// a DS that nothing in the zone matches fails whatever is done, and stops nothing.
    /// </summary>
    public static bool Allows(ZoneKeyState now, ZoneKeyState next) =>
        next.Ds.All.All(ds =>
            ds.IsSame(next.Ds.Wanted) || Any(now, ds.Keys, Holds) ? Every(next, ds.Keys, Holds)
            : !Any(now, ds.Keys, Validates) || Every(next, ds.Keys, Validates));

    /// <summary>Whether no combination that caches may hold is bogus.</summary>
    public static bool ValidatesEverywhere(ZoneKeyState keys) => keys.Ds.All.All(ds => Every(keys, ds.Keys, Validates));

    private static bool Every(ZoneKeyState keys, KeySet ds, Func<KeySet, KeySetVersion, KeySet, bool> rule) =>
        keys.DnsKeys.All.All(dnsKeys => keys.Signatures.All.All(signatures => rule(ds, dnsKeys, signatures.Keys)));

    private static bool Any(ZoneKeyState keys, KeySet ds, Func<KeySet, KeySetVersion, KeySet, bool> rule) =>
        keys.DnsKeys.All.Any(dnsKeys => keys.Signatures.All.Any(signatures => rule(ds, dnsKeys, signatures.Keys)));
}
