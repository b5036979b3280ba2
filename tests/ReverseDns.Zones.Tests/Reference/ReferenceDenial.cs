using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Reference;

/// <summary>
/// The NSEC or NSEC3 RRsets, without their signatures, that prove an absence. This base proves nothing: it is for
/// unsigned zones and for clients that did not ask.
/// </summary>
public class ReferenceDenial
{
    public static ReferenceDenial Of(ReferenceZone? zone) => zone switch
    {
        null => new ReferenceDenial(),
        _ when zone.Find(zone.Origin, RecordType.NSEC) is not null => new NsecDenial(zone),
        _ when zone.Find(zone.Origin, RecordType.NSEC3PARAM) is not null => new Nsec3Denial(zone),
        _ => new ReferenceDenial(),
    };

    /// <summary>False for zones without a chain, which count as not signed: their referrals have no DS either.</summary>
    public bool IsPossible => GetType() != typeof(ReferenceDenial);

    /// <summary>The name exists and lacks the type; or it is a cut without DS.</summary>
    public virtual IEnumerable<RRset> NoData(DomainName name) => [];

    public virtual IEnumerable<RRset> NameError(DomainName name, DomainName encloser) => [];

    /// <summary>The wildcard stands for the name and lacks the type.</summary>
    public virtual IEnumerable<RRset> WildcardNoData(DomainName name, DomainName encloser) => [];

    /// <summary>The wildcard stands for the name rightly: there is nothing nearer.</summary>
    public virtual IEnumerable<RRset> WildcardAnswer(DomainName name, DomainName encloser) => [];

    /// <summary>RFC 4035, section 3.1.3.</summary>
    private sealed class NsecDenial(ReferenceZone zone) : ReferenceDenial
    {
        public override IEnumerable<RRset> NoData(DomainName name) => [AtOrBefore(name)];

        public override IEnumerable<RRset> NameError(DomainName name, DomainName encloser) =>
            [AtOrBefore(name), AtOrBefore(ReferenceZone.WildcardBelow(encloser))];

        public override IEnumerable<RRset> WildcardNoData(DomainName name, DomainName encloser) =>
            NameError(name, encloser);

        public override IEnumerable<RRset> WildcardAnswer(DomainName name, DomainName encloser) => [AtOrBefore(name)];

        private RRset AtOrBefore(DomainName name) =>
            RRset.Group(zone.Records.Where(record => record.Type == RecordType.NSEC && record.Owner <= name))
                .MaxBy(rrset => rrset.Owner)!;
    }

    /// <summary>RFC 5155, section 7.2.</summary>
    private sealed class Nsec3Denial : ReferenceDenial
    {
        private readonly ReferenceZone _zone;
        private readonly Nsec3Parameters _parameters;
        private readonly List<RRset> _chain;

        public Nsec3Denial(ReferenceZone zone)
        {
            _zone = zone;
            _parameters = Nsec3Parameters.FromRdata(zone.Find(zone.Origin, RecordType.NSEC3PARAM)!.Rdata[0].Span);
            _chain = [.. RRset.Group(zone.Records.Where(record => record.Type == RecordType.NSEC3))
                .Where(rrset => Nsec3Parameters.FromRdata(rrset.Rdata[0].Span).IsSameChain(_parameters))
                .OrderBy(rrset => rrset.Owner)];
        }

        /// <summary>Sections 7.2.3 and 7.2.4; without a match the name was left out of the chain by opt-out.</summary>
        public override IEnumerable<RRset> NoData(DomainName name) =>
            Matching(name) is { } match ? [match] : ClosestEncloserProof(name);

        /// <summary>
        /// Section 7.2.2. Where opt-out left the encloser out of the chain, the wildcard below the one that can be proved
        /// may exist; then it is shown instead of denied.
        /// </summary>
        public override IEnumerable<RRset> NameError(DomainName name, DomainName encloser)
        {
            DomainName wildcard = ReferenceZone.WildcardBelow(ProvableEncloser(name));
            return [.. ClosestEncloserProof(name), Matching(wildcard) ?? Covering(wildcard)];
        }

        public override IEnumerable<RRset> WildcardNoData(DomainName name, DomainName encloser)
        {
            DomainName wildcard = ReferenceZone.WildcardBelow(encloser);
            return [.. ClosestEncloserProof(name), Matching(wildcard) ?? Covering(wildcard)];
        }

        public override IEnumerable<RRset> WildcardAnswer(DomainName name, DomainName encloser) =>
            [Covering(NextCloser(name, encloser))];

        private IEnumerable<RRset> ClosestEncloserProof(DomainName name)
        {
            DomainName encloser = ProvableEncloser(name);
            return [Matching(encloser)!, Covering(NextCloser(name, encloser))];
        }

        private DomainName ProvableEncloser(DomainName name) =>
            _zone.PathTo(name).SkipLast(1).Last(ancestor => Matching(ancestor) is not null);

        private DomainName NextCloser(DomainName name, DomainName encloser) =>
            _zone.PathTo(name).First(ancestor => ancestor.LabelCount == encloser.LabelCount + 1);

        private RRset? Matching(DomainName name) => _chain.Find(rrset => rrset.Owner == OwnerOf(name));

        /// <summary>The NSEC3 before the hash, or the last one when the hash comes before all.</summary>
        private RRset Covering(DomainName name) => _chain.FindLast(rrset => rrset.Owner < OwnerOf(name)) ?? _chain[^1];

        private DomainName OwnerOf(DomainName name) => _parameters.OwnerOf(name, _zone.Origin);
    }
}
