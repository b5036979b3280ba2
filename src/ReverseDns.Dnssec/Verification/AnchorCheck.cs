using ReverseDns.Dnssec.Signing;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Verification;

/// <summary>Whether a zone's keys are those that are known from elsewhere (RFC 4035, section 5.2).</summary>
internal static class AnchorCheck
{
    private const int MostTries = 64;

    /// <param name="contents">With the apex, at least.</param>
    /// <param name="anchors">Nothing is asked for when there are none.</param>
    public static void Run(ZoneContents contents, IReadOnlyList<TrustAnchor> anchors, DateTimeOffset now, FaultLog faults)
    {
        if (anchors.Count > 0 && !HasAnchored(contents, anchors, SigningPlan.ToSeconds(now)))
        {
            faults.Add(contents.Origin.Wire, RecordType.DNSKEY, "no key that a trust anchor names has signed the keys");
        }
    }

    private static bool HasAnchored(ZoneContents contents, IReadOnlyList<TrustAnchor> anchors, uint now)
    {
        ReadOnlySpan<byte> apex = contents.Origin.Wire;
        if (!contents.TryFind(apex, RecordType.DNSKEY, out RRsetView keys) || !contents.TryFind(apex, RecordType.RRSIG, out RRsetView signatures))
        {
            return false;
        }

        var octets = new SignedOctets();
        int tries = 0;
        for (int i = 0; i < keys.Count; i++)
        {
            ReadOnlySpan<byte> dnsKey = keys.Rdata(i);
            if (!IsNamed(anchors, contents.Origin, dnsKey) || !VerifyingKey.TryCreate(dnsKey, out VerifyingKey? key))
            {
                continue;
            }

            using (key)
            {
                for (int j = 0; j < signatures.Count && tries < MostTries; j++)
                {
                    var fields = new SignatureFields(signatures.Rdata(j));
                    if (fields.Covered != RecordType.DNSKEY || fields.KeyTag != key.KeyTag || fields.Algorithm != key.Algorithm
                        || unchecked((int)(now - fields.Inception)) < 0 || unchecked((int)(fields.Expiration - now)) < 0)
                    {
                        continue;
                    }

                    tries++;
                    octets.Write(fields.Head, keys);
                    if (key.Verify(octets.Octets, fields.Signature))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private static bool IsNamed(IReadOnlyList<TrustAnchor> anchors, DomainName zone, ReadOnlySpan<byte> dnsKey)
    {
        foreach (TrustAnchor anchor in anchors)
        {
            if (anchor.Names(zone, dnsKey))
            {
                return true;
            }
        }

        return false;
    }
}
