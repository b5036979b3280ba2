using ReverseDns.Dnssec.Signing;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Verification;

/// <summary>Verifies the signatures at single owners: what must be signed is, and nothing else. One thread at a time.</summary>
internal sealed class RRsetVerifier(ZoneContents contents, PublishedKeys keys, bool isOfOthers, DateTimeOffset now, FaultLog faults)
{
    /// <summary>More signatures than any roll-over has at one RRset.</summary>
    private const int MostSignatures = 16;

    private readonly SignedOctets _octets = new();
    private readonly HashSet<SecurityAlgorithm> _valid = [];
    private readonly uint _now = SigningPlan.ToSeconds(now);

    /// <summary>Signatures that were verified.</summary>
    public int Verified { get; private set; }

    /// <summary>Signatures times keys.</summary>
    public int Tries { get; private set; }

    /// <summary>Seconds that the first of them to end has left.</summary>
    public int LeastRemaining { get; private set; } = int.MaxValue;

    /// <summary>Verifies all at the current owner of a walk.</summary>
    public void Verify(ref OwnerWalk owners)
    {
        bool hasSignatures = contents.TryFind(owners.Owner, RecordType.RRSIG, out RRsetView signatures);
        int covered = 0;
        while (owners.NextRRset(out RRsetView rrset))
        {
            if (rrset.Type == RecordType.RRSIG)
            {
                continue;
            }

            bool isSigned = SigningPass.IsSigned(rrset.Type, owners.Standing);
            covered += Verify(rrset, hasSignatures ? signatures : default, isSigned);
        }

        if (!isOfOthers && hasSignatures && covered < signatures.Count)
        {
            faults.Add(owners.Owner, RecordType.RRSIG, "covers what is not there");
        }

        if (!isOfOthers && owners.Types.Has(RecordType.DS) && owners.Standing != NameStanding.Cut)
        {
            faults.Add(owners.Owner, RecordType.DS, "stands at no cut");
        }
    }

    /// <summary>Returns how many signatures cover the RRset.</summary>
    private int Verify(in RRsetView rrset, in RRsetView signatures, bool isSigned)
    {
        int covering = 0;
        string? firstFault = null;
        _valid.Clear();
        for (int i = 0; i < signatures.Count; i++)
        {
            var fields = new SignatureFields(signatures.Rdata(i));
            if (fields.Covered != rrset.Type)
            {
                continue;
            }

            if (++covering > MostSignatures || faults.IsFull)
            {
                faults.Add(rrset.Owner, rrset.Type, "more signatures than are looked at");
                return covering;
            }

            string? fault = isSigned ? FaultOf(rrset, fields, signatures.RecordTtl(i)) : "is signed, and not the zone's own";
            if (fault is not null)
            {
                firstFault ??= fault;
                AddUnlessOfOthers(rrset, fault);
            }
            else
            {
                Verified++;
                _valid.Add(fields.Algorithm);
                LeastRemaining = Math.Min(LeastRemaining, unchecked((int)(fields.Expiration - _now)));
            }
        }

        if (isSigned && isOfOthers && _valid.Count == 0)
        {
            faults.Add(rrset.Owner, rrset.Type, firstFault ?? "has no signature");
        }
        else if (isSigned && !isOfOthers && !keys.Algorithms.IsSubsetOf(_valid))
        {
            faults.Add(rrset.Owner, rrset.Type, $"has no valid signature of {string.Join(" or ", keys.Algorithms.Except(_valid))}");
        }

        return covering;
    }

    /// <summary>Validators need one good signature and pass over the others.</summary>
    private void AddUnlessOfOthers(in RRsetView rrset, string fault)
    {
        if (isOfOthers)
        {
            faults.CountFailure();
        }
        else
        {
            faults.Add(rrset.Owner, rrset.Type, fault);
        }
    }

    private string? FaultOf(in RRsetView rrset, in SignatureFields fields, uint ttl)
    {
        if (!WireName.Equal(fields.Signer, contents.Origin.Wire) || fields.Labels != SignatureFields.LabelsOf(rrset.Owner))
        {
            return "the signature names another signer or other labels";
        }

        if (!isOfOthers && (fields.OriginalTtl != rrset.Ttl || ttl != rrset.Ttl))
        {
            return $"the signature has TTL {ttl} for {fields.OriginalTtl}, the RRset {rrset.Ttl}";
        }

        if (unchecked((int)(_now - fields.Inception)) < 0 || unchecked((int)(fields.Expiration - _now)) < 0)
        {
            return "the signature is not valid now";
        }

        IReadOnlyList<VerifyingKey> candidates = keys.Find(fields.KeyTag, fields.Algorithm);
        _octets.Write(fields.Head, rrset);
        foreach (VerifyingKey key in candidates)
        {
            Tries++;
            if (key.Verify(_octets.Octets, fields.Signature))
            {
                return null;
            }
        }

        return candidates.Count == 0
            ? $"no published key has tag {fields.KeyTag} and algorithm {fields.Algorithm}"
            : $"the signature is not that of key {fields.KeyTag}";
    }
}
