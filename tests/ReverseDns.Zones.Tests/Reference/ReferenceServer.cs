using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Reference;

/// <summary>
/// An authoritative server written straight from RFC 1034 section 4.3.2 and its later amendments, as slow and as
/// plain as can be: what <see cref="ZoneTable"/> is measured against.
/// </summary>
public sealed class ReferenceServer(IReadOnlyList<ReferenceZone> zones)
{
    /// <summary>Aliases followed for one question; the one after them is answered and not followed.</summary>
    public const int MaxAliases = 16;

    public IReadOnlyList<ReferenceZone> Zones { get; } = zones;

    public ReferenceResponse Answer(DomainName name, RecordType type, bool dnssecOk)
    {
        var response = new ReferenceResponse { ResponseCode = ResponseCode.Refused };
        if (ZoneFor(name, type) is { } zone)
        {
            response.ResponseCode = ResponseCode.NoError;
            response.IsAuthoritative = true;
            new Resolution(zone, type, dnssecOk, response).FollowFrom(name);
        }

        return response;
    }

    /// <summary>
    /// The zone nearest to the name. The DS of a zone's apex belongs to its parent (RFC 4035, section 3.1.4.1): the
    /// next zone above answers for it when there is one here.
    /// </summary>
    private ReferenceZone? ZoneFor(DomainName name, RecordType type)
    {
        List<ReferenceZone> above = [.. Zones.Where(zone => name.IsAtOrBelow(zone.Origin)).OrderBy(zone => zone.Origin.LabelCount)];
        bool atApex = above.Count > 1 && above[^1].Origin == name;
        return type == RecordType.DS && atApex ? above[^2] : above.LastOrDefault();
    }

    private sealed class Resolution(ReferenceZone zone, RecordType type, bool dnssecOk, ReferenceResponse response)
    {
        private readonly List<DomainName> _asked = [];
        private readonly List<DomainName> _aliases = [];
        private readonly ReferenceDenial _denial = ReferenceDenial.Of(dnssecOk ? zone : null);

        /// <summary>A loop ends where it would come to a name or use a CNAME for the second time.</summary>
        public void FollowFrom(DomainName name)
        {
            DomainName? next = name;
            while (next is { } current && current.IsAtOrBelow(zone.Origin)
                && !_asked.Contains(current) && _asked.Count <= MaxAliases)
            {
                _asked.Add(current);
                next = Step(current);
            }
        }

        /// <summary>Answers for one name; returns the name to go on with when it is an alias.</summary>
        private DomainName? Step(DomainName name)
        {
            foreach (DomainName ancestor in zone.PathTo(name))
            {
                bool isCut = ancestor != zone.Origin && zone.Find(ancestor, RecordType.NS) is not null;
                if (isCut && !(type == RecordType.DS && ancestor == name))
                {
                    Refer(ancestor);
                    return null;
                }

                if (ancestor != name && zone.Find(ancestor, RecordType.DNAME) is { } dname)
                {
                    return Substitute(name, dname);
                }
            }

            if (zone.Exists(name))
            {
                return AnswerFrom(name, name, () => _denial.NoData(name));
            }

            DomainName encloser = zone.PathTo(name).Last(zone.Exists);
            DomainName wildcard = ReferenceZone.WildcardBelow(encloser);
            if (zone.Exists(wildcard))
            {
                return AnswerFrom(wildcard, name, () => _denial.WildcardNoData(name, encloser));
            }

            response.ResponseCode = ResponseCode.NxDomain;
            Deny(_denial.NameError(name, encloser));
            return null;
        }

        private DomainName? AnswerFrom(DomainName node, DomainName owner, Func<IEnumerable<RRset>> noData)
        {
            List<RRset> rrsets = [.. zone.At(node)];
            RRset? cname = rrsets.Find(rrset => rrset.Type == RecordType.CNAME);
            bool isAlias = cname is not null && type != RecordType.ANY && !rrsets.Exists(rrset => rrset.Type == type);
            List<RRset> found = [.. rrsets.Where(rrset => isAlias
                ? rrset.Type == RecordType.CNAME
                : rrset.Type == type || type == RecordType.ANY)];
            if (found.Count == 0)
            {
                Deny(noData());
                return null;
            }

            if (isAlias && _aliases.Contains(node))
            {
                return null;
            }

            _aliases.Add(node);
            if (type == RecordType.ANY)
            {
                ChoicesOf(found).ForEach(choice => response.AnyOf.Add(WithSignatures(choice, node, owner)));
            }
            else
            {
                response.AddAnswer(found.SelectMany(rrset => WithSignatures(rrset, node, owner)));
            }

            if (node != owner)
            {
                AddProof(_denial.WildcardAnswer(owner, node.Parent));
            }

            return isAlias ? DomainName.FromWire(cname!.Rdata[0].Span) : null;
        }

        /// <summary>Signatures and denials are an answer to ANY only where there is nothing else.</summary>
        private static List<RRset> ChoicesOf(List<RRset> found)
        {
            List<RRset> data = found.FindAll(rrset => rrset.Type is not (RecordType.RRSIG or RecordType.NSEC));
            return data.Count > 0 ? data : found;
        }

        private IReadOnlyList<RRset> WithSignatures(RRset rrset, DomainName node, DomainName owner) =>
            [rrset.At(owner), .. dnssecOk ? zone.SignaturesOver(rrset, node).Select(other => other.At(owner)) : []];

        /// <summary>RFC 6672, section 3.2: the DNAME, a CNAME made from it with its TTL, or YXDOMAIN. That CNAME is the answer to CNAME and ANY.</summary>
        private DomainName? Substitute(DomainName name, RRset dname)
        {
            response.AddAnswer(WithSignatures(dname, dname.Owner, dname.Owner));
            ReadOnlySpan<byte> kept = name.Wire[..^dname.Owner.Wire.Length];
            if (!DomainName.TryFromWire([.. kept, .. dname.Rdata[0].Span], out DomainName target))
            {
                response.ResponseCode = ResponseCode.YxDomain;
                return null;
            }

            response.AddAnswer([new RRset(name, RecordType.CNAME, dname.Ttl, [target.Memory])]);
            return type is RecordType.CNAME or RecordType.ANY ? null : target;
        }

        /// <summary>A referral is not authoritative, unless an alias that is led to it (RFC 1035, section 4.1.1).</summary>
        private void Refer(DomainName cut)
        {
            RRset servers = zone.Find(cut, RecordType.NS)!;
            response.IsAuthoritative = response.Answer.Count > 0;
            response.AddAuthority([servers]);
            if (_denial.IsPossible)
            {
                RRset? signer = zone.Find(cut, RecordType.DS);
                response.AddAuthority(signer is null ? [] : WithSignatures(signer, cut, cut));
                AddProof(signer is null ? _denial.NoData(cut) : []);
            }

            foreach (DomainName host in servers.Rdata.Select(rdata => DomainName.FromWire(rdata.Span)).Distinct())
            {
                IList<RRset> section = host.IsAtOrBelow(cut) ? response.RequiredGlue : response.OtherGlue;
                foreach (RRset address in zone.At(host).Where(rrset => rrset.Type is RecordType.A or RecordType.AAAA))
                {
                    section.Add(address);
                }
            }
        }

        private void Deny(IEnumerable<RRset> proof)
        {
            response.AddAuthority([zone.NegativeSoa]);
            response.AddAuthority(dnssecOk ? zone.SignaturesOver(zone.NegativeSoa, zone.Origin) : []);
            AddProof(proof);
        }

        private void AddProof(IEnumerable<RRset> proof) =>
            response.AddAuthority(proof.SelectMany(rrset => WithSignatures(rrset, rrset.Owner, rrset.Owner)));
    }
}
