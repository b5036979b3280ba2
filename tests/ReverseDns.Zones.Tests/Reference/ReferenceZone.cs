using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Reference;

/// <summary>A zone as the RFCs speak of it: a list of records. Every question is a search through the whole list.</summary>
public sealed class ReferenceZone(DomainName origin, IReadOnlyList<ResourceRecord> records)
{
    public DomainName Origin { get; } = origin;

    public IReadOnlyList<ResourceRecord> Records { get; } = records;

    public RRset Soa => Find(Origin, RecordType.SOA) ?? throw new InvalidOperationException($"{Origin} has no SOA");

    /// <summary>The SOA of a negative answer: its TTL is not above its MINIMUM field (RFC 2308, section 3).</summary>
    public RRset NegativeSoa => Soa with { Ttl = Math.Min(Soa.Ttl, BinaryPrimitives.ReadUInt32BigEndian(Soa.Rdata[0].Span[^4..])) };

    public RRset? Find(DomainName owner, RecordType type) =>
        RRset.Group(Records.Where(record => record.Type == type && record.Owner == owner)).FirstOrDefault();

    /// <summary>Every RRset of a node; its RRSIGs make one for each type they cover.</summary>
    public IEnumerable<RRset> At(DomainName owner) => RRset.Group(Records.Where(record => record.Owner == owner));

    /// <summary>The signatures over an RRset, with its owner and TTL (RFC 4034, section 3; a wildcard's too).</summary>
    public IEnumerable<RRset> SignaturesOver(RRset rrset, DomainName node) =>
        At(node)
            .Where(other => RRset.Covered(other.Type, other.Rdata[0].Span) == rrset.Type)
            .Select(signatures => signatures with { Owner = rrset.Owner, Ttl = rrset.Ttl });

    /// <summary>
    /// A name exists when it or a name below it owns a record: empty non-terminals do (RFC 4592, section 2.2.2),
    /// owners of nothing but NSEC3 do not (RFC 5155, section 7.2.8).
    /// </summary>
    public bool Exists(DomainName name) => Records.Any(record => !IsHashed(record) && record.Owner.IsAtOrBelow(name));

    /// <summary>From the apex down to the name itself, which is in the zone or below it.</summary>
    public IReadOnlyList<DomainName> PathTo(DomainName name)
    {
        var path = new List<DomainName> { name };
        while (path[0] != Origin)
        {
            path.Insert(0, path[0].Parent);
        }

        return path;
    }

    public static DomainName WildcardBelow(DomainName encloser) =>
        DomainName.FromWire([1, (byte)'*', .. encloser.Wire]);

    private static bool IsHashed(ResourceRecord record) =>
        record.Type == RecordType.NSEC3 || RRset.Covered(record.Type, record.Rdata.Span) == RecordType.NSEC3;
}
