using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>
/// Goes through the names of a zone in canonical order, in which what lies below a cut or a DNAME follows it at once.
/// </summary>
/// <param name="scope">The names that are checked; null: all.</param>
internal sealed class NodeCheck(ZoneContents contents, CheckLog log, IReadOnlySet<DomainName>? scope = null)
{
    /// <summary>BIND's limits (max-records-per-type, max-types-per-name), past which answers get slow.</summary>
    private const int ManyRecords = 100;

    private readonly NameBuffer _cut = new();
    private readonly NameBuffer _alias = new();
    private readonly TargetCheck _targets = new(contents, log);
    private readonly SecurityCheck _security = new(contents, log);

    public void Run()
    {
        RRsetEnumerator rrsets = contents.GetEnumerator();
        bool more = rrsets.MoveNext();
        while (more)
        {
            RRsetEnumerator node = rrsets;
            NodeTypes types = default;
            log.IsMuted = scope?.Contains(DomainName.FromWire(node.Current.Owner)) == false;
            do
            {
                RRsetView rrset = rrsets.Current;
                types.Add(rrset.Type);
                if (rrset.Count > 1)
                {
                    CheckSet(rrset);
                }

                more = rrsets.MoveNext();
            }
            while (more && !rrsets.Current.IsFirstOfOwner);

            CheckNode(node, types);
        }
    }

    /// <summary>The node's RRsets are those from the enumerator's current one on, as many as there are types.</summary>
    private void CheckNode(RRsetEnumerator node, in NodeTypes types)
    {
        RRsetView first = node.Current;
        ReadOnlySpan<byte> owner = first.Owner;
        bool occluded = IsBelow(_cut, owner);
        if (IsBelow(_alias, owner) && !occluded
            && !(types.IsDenialOnly && _alias.Wire.Length == contents.Origin.Wire.Length))
        {
            log.Error(first, 0, $"record below the DNAME at {WireName.ToString(_alias.Wire)}");
        }

        if (types.Count > ManyRecords)
        {
            log.Warn(first, 0, $"the name has {types.Count} types, more than {ManyRecords}");
        }

        if (!types.HasRules && !occluded)
        {
            return;
        }

        CheckTypes(first, types, occluded);
        for (int i = 0; i < types.Count && !log.IsMuted; i++, node.MoveNext())
        {
            if (node.Current.Type == RecordType.CNAME && !types.AllowsCname)
            {
                log.Error(node.Current, 0, "CNAME and other data at the same name");
            }

            if (occluded)
            {
                CheckOccluded(node.Current);
            }
            else
            {
                CheckRules(node.Current, types);
            }
        }
    }

    /// <summary>What an owner may not have together.</summary>
    private void CheckTypes(in RRsetView first, in NodeTypes types, bool occluded)
    {
        ReadOnlySpan<byte> owner = first.Owner;
        bool isApex = owner.Length == contents.Origin.Wire.Length;
        if (types.Has(RecordType.SOA) && !isApex)
        {
            log.Error(first, 0, "SOA record not at the zone apex");
        }

        if (occluded)
        {
            return;
        }

        if (types.Has(RecordType.DS) && (isApex || !types.Has(RecordType.NS)))
        {
            log.Warn(first, 0, isApex ? "DS at the zone apex belongs into the parent zone" : "DS without NS at the same name");
        }

        if (types.Has(RecordType.NS) && !isApex)
        {
            _cut.Set(owner);
            if (types.Has(RecordType.DNAME))
            {
                log.Warn(first, 0, "NS beside DNAME at the same name");
            }
        }

        if (types.Has(RecordType.DNAME))
        {
            _alias.Set(owner);
        }
    }

    private void CheckOccluded(in RRsetView rrset)
    {
        if (rrset.Type is not (RecordType.A or RecordType.AAAA))
        {
            log.Warn(rrset, 0, $"occluded: below the zone cut at {WireName.ToString(_cut.Wire)}, and not glue");
        }
    }

    private void CheckRules(in RRsetView rrset, in NodeTypes types)
    {
        switch (rrset.Type)
        {
            case RecordType.CNAME or RecordType.DNAME when rrset.Count > 1:
                log.ErrorAtLast(rrset, $"multiple {rrset.Type} records at the same name");
                break;
            case RecordType.NS or RecordType.MX or RecordType.SRV:
                _targets.Check(rrset);
                break;
            case RecordType.RRSIG:
                _security.CheckSignatures(rrset, types);
                break;
            case RecordType.DNSKEY:
                _security.CheckKeys(rrset);
                break;
            case RecordType.DS or RecordType.CDS:
                _security.CheckDigests(rrset);
                break;
            case RecordType.NSEC3PARAM:
                _security.CheckDenialParameters(rrset);
                break;
            case RecordType.NSEC3:
                _security.CheckHashedDenial(rrset);
                break;
        }
    }

    /// <summary>What holds for every RRset of several records.</summary>
    private void CheckSet(in RRsetView rrset)
    {
        if (rrset.Count > ManyRecords)
        {
            log.Warn(rrset, 0, $"the RRset has {rrset.Count} records, more than {ManyRecords}");
        }

        // Each RRSIG has the TTL of the RRset it covers.
        uint ttl = rrset.RecordTtl(0);
        for (int i = 1; i < rrset.Count && rrset.Type != RecordType.RRSIG; i++)
        {
            if (rrset.RecordTtl(i) != ttl)
            {
                log.Warn(rrset, i, $"TTLs of the RRset differ: {ttl} and {rrset.RecordTtl(i)}; {rrset.Ttl} is used");
                break;
            }
        }
    }

    private static bool IsBelow(NameBuffer top, ReadOnlySpan<byte> owner)
    {
        if (!top.IsSet)
        {
            return false;
        }

        if (owner.Length > top.Wire.Length && WireName.IsAtOrBelow(owner, top.Wire))
        {
            return true;
        }

        top.Set([]);
        return false;
    }
}
