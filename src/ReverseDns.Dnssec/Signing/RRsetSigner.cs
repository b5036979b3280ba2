using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Signing;

/// <summary>Gives RRsets their signatures: those they have, as far as these may stay, and new ones. One thread at a time.</summary>
internal sealed class RRsetSigner(SigningPlan plan, ZoneContents? before, ZoneContentsBuilder signatures)
{
    private readonly SignedOctets _octets = new();
    private readonly byte[] _rdata = new byte[Rdata.MaxLength];

    /// <summary>Signatures made anew.</summary>
    public int Made { get; private set; }

    public void Sign(in RRsetView rrset)
    {
        IReadOnlyList<SigningKey> keys = ZoneKeys.IsOfKeys(rrset.Type) ? plan.Keys.ForKeys : plan.Keys.ForZone;
        Span<bool> spared = stackalloc bool[keys.Count];
        spared.Clear();
        if (before is not null)
        {
            Keep(rrset, spared);
        }

        for (int i = 0; i < keys.Count; i++)
        {
            if (!spared[i])
            {
                Make(rrset, keys[i]);
            }
        }
    }

    private void Keep(in RRsetView rrset, Span<bool> spared)
    {
        if (!before!.TryFind(rrset.Owner, RecordType.RRSIG, out RRsetView held)
            || !before.TryFind(rrset.Owner, rrset.Type, out RRsetView old)
            || !IsSame(rrset, old))
        {
            return;
        }

        for (int i = 0; i < held.Count; i++)
        {
            var fields = new SignatureFields(held.Rdata(i));
            int key = fields.Covered == rrset.Type && fields.OriginalTtl == rrset.Ttl && plan.IsFresh(fields)
                ? plan.KeySpared(fields)
                : -1;
            if (key >= 0 && !spared[key])
            {
                spared[key] = true;
                signatures.Add(rrset.Owner, RecordType.RRSIG, rrset.Ttl, held.Rdata(i));
            }
        }
    }

    private void Make(in RRsetView rrset, SigningKey key)
    {
        int head = SignatureFields.WriteHead(
            _rdata,
            rrset.Type,
            key.Algorithm,
            SignatureFields.LabelsOf(rrset.Owner),
            rrset.Ttl,
            plan.ExpirationOf(rrset.Owner, rrset.Type),
            plan.Inception,
            key.KeyTag,
            plan.Origin.Wire);
        _octets.Write(_rdata.AsSpan(0, head), rrset);
        key.Sign(_octets.Octets, _rdata.AsSpan(head, key.SignatureLength));
        signatures.Add(rrset.Owner, RecordType.RRSIG, rrset.Ttl, _rdata.AsSpan(0, head + key.SignatureLength));
        Made++;
    }

    /// <summary>What was signed is the same: names in it may differ in case where the canonical form has none.</summary>
    private static bool IsSame(in RRsetView left, in RRsetView right)
    {
        bool same = left.Count == right.Count && left.Ttl == right.Ttl;
        for (int i = 0; same && i < left.Count; i++)
        {
            same = CanonicalRdata.AreEqual(left.Type, left.Rdata(i), right.Rdata(i));
        }

        return same;
    }
}
