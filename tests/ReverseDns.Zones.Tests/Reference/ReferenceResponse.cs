using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Reference;

/// <summary>What the RFCs want in a response, before any truncation.</summary>
public sealed class ReferenceResponse
{
    public ResponseCode ResponseCode { get; set; }

    public bool IsAuthoritative { get; set; }

    /// <summary>In the order in which a resolver must meet them: each alias before what it leads to.</summary>
    public IList<RRset> Answer { get; } = [];

    /// <summary>For ANY: the answer is one of these and nothing more (RFC 8482, section 4.1).</summary>
    public IList<IReadOnlyList<RRset>> AnyOf { get; } = [];

    public IList<RRset> Authority { get; } = [];

    /// <summary>Addresses of name servers at or below the cut: left out only with TC (RFC 9471, section 2.1).</summary>
    public IList<RRset> RequiredGlue { get; } = [];

    /// <summary>Addresses of the other name servers of a referral, when the zone has them (RFC 9471, section 2.2).</summary>
    public IList<RRset> OtherGlue { get; } = [];

    public void AddAnswer(IEnumerable<RRset> rrsets) => AddNew(Answer, rrsets);

    public void AddAuthority(IEnumerable<RRset> rrsets) => AddNew(Authority, rrsets);

    /// <summary>A section never has an RRset twice (RFC 2181, section 5).</summary>
    private static void AddNew(IList<RRset> section, IEnumerable<RRset> rrsets)
    {
        foreach (RRset rrset in rrsets)
        {
            if (!section.Any(other => other.Lines().ToHashSet().SetEquals(rrset.Lines())))
            {
                section.Add(rrset);
            }
        }
    }
}
