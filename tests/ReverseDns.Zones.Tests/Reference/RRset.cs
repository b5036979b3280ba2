using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Reference;

/// <summary>Records of one owner and type; for RRSIG, those that cover one type.</summary>
public sealed record RRset(DomainName Owner, RecordType Type, uint Ttl, IReadOnlyList<ReadOnlyMemory<byte>> Rdata)
{
    /// <summary>
    /// One line a record, the same for two RRsets exactly when they say the same: the case of names does not matter
    /// where compression may change it (RFC 4343, RFC 3597 section 4).
    /// </summary>
    public IEnumerable<string> Lines() => Rdata.Select(rdata => RecordText.Comparable(Owner, Type, Ttl, rdata.Span));

    public RRset At(DomainName owner) => this with { Owner = owner };

    public static IEnumerable<RRset> Group(IEnumerable<ResourceRecord> records) =>
        records
            .GroupBy(record => (record.Owner, record.Type, Covered(record.Type, record.Rdata.Span)))
            .Select(group => new RRset(
                group.First().Owner, group.Key.Type, group.First().Ttl, [.. group.Select(record => record.Rdata)]));

    /// <summary>The type that an RRSIG covers; None for every other type.</summary>
    public static RecordType Covered(RecordType type, ReadOnlySpan<byte> rdata) =>
        type == RecordType.RRSIG ? (RecordType)((rdata[0] << 8) | rdata[1]) : RecordType.None;
}
