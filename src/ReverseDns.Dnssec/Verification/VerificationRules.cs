namespace ReverseDns.Dnssec.Verification;

/// <param name="AlsoKnown">DNSKEY RDATA of keys that sign and are not published.</param>
/// <param name="Anchors">One of them must have signed the keys; empty: any published key may have.</param>
/// <param name="IsOfOthers">What validators take is good enough.</param>
internal sealed record VerificationRules(
    IReadOnlyList<ReadOnlyMemory<byte>> AlsoKnown, IReadOnlyList<TrustAnchor> Anchors, bool IsOfOthers);
