using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Reference;

/// <summary>
/// Makes zones out of few labels, so that names collide: cuts, wildcards, aliases and empty non-terminals meet in ways
/// that nobody would write down.
/// </summary>
/// <param name="within">All zones are at or below it; without one, anywhere.</param>
public sealed class ZoneGenerator(Dice dice, DomainName? within = null)
{
    public const RecordType UnknownType = (RecordType)65280;

    private static readonly string[] Labels =
        ["a", "a", "b", "b", "c", "*", "*", "ns", "A", "1", "10", "2", "0/25", @"x\.y", @"\000", @"b\@\032"];

    private static readonly string[] Origins =
        ["example", "example", "example.net", "2.0.192.in-addr.arpa", "8.b.d.0.1.0.0.2.ip6.arpa", "."];

    private static readonly uint[] TimesToLive = [0, 60, 300, 3600, 86400];

    private static readonly string LongLabel = new('l', WireName.MaxLabelLength);

    /// <summary>One to four zones, some of them inside each other.</summary>
    public IReadOnlyList<ZoneDraft> Next()
    {
        var origins = new List<DomainName> { within ?? DomainName.Parse(dice.Pick(Origins)) };
        for (int more = dice.Throw(4); more > 0; more--)
        {
            DomainName next = within is null && dice.OneIn(6) ? DomainName.Parse("other") : NameBelow(dice.Pick(origins));
            if (!origins.Contains(next) && !next.IsWildcard)
            {
                origins.Add(next);
            }
        }

        return [.. origins.Select(origin => NextZone(origin, origins))];
    }

    /// <summary>A name of the origin or up to three labels below it, its case mixed.</summary>
    public DomainName NameIn(DomainName origin)
    {
        DomainName name = origin;
        for (int labels = dice.Throw(4); labels > 0; labels--)
        {
            name = NameBelow(name);
        }

        return name;
    }

    public DomainName NameBelow(DomainName suffix) =>
        DomainName.Parse(dice.OneIn(40) ? LongLabel : dice.Pick(Labels)).TryAppend(suffix, out DomainName name) ? name : suffix;

    private ZoneDraft NextZone(DomainName origin, List<DomainName> origins)
    {
        var records = new List<ResourceRecord>();
        Add(records, origin, RecordType.SOA, Wire.Soa(NameIn(origin), dice.Pick(TimesToLive)));
        Add(records, origin, RecordType.NS, NameIn(DomainName.Parse("elsewhere.test")).Wire);
        foreach (DomainName child in origins.Where(other => other != origin && other.IsAtOrBelow(origin) && !dice.OneIn(4)))
        {
            AddCut(records, child);
        }

        for (int count = dice.Throw(20); count > 0; count--)
        {
            AddSomething(records, NameIn(origin), origin);
        }

        Signing signing = dice.OneIn(2) ? Signing.None : (Signing)dice.Throw(5);
        List<ResourceRecord> legal = Legal(origin, records);
        return new ZoneDraft(origin, legal, signing == Signing.OptOut ? ProvableOptOut(legal) : signing);
    }

    /// <summary>A wildcard that opt-out leaves out of the chain, or that is one's encloser, can be neither proved nor denied.</summary>
    private static Signing ProvableOptOut(List<ResourceRecord> records) =>
        records.Exists(record => record.Owner.ToString().StartsWith('*')
            || record.Owner.ToString().Contains(".*.", StringComparison.Ordinal))
            ? Signing.OptOutKeepingNonTerminals
            : Signing.OptOut;

    /// <summary>The SOA is the first of the records.</summary>
    internal void AddSomething(List<ResourceRecord> records, DomainName owner, DomainName origin)
    {
        switch (dice.Throw(16))
        {
            case 0 or 1 or 2:
                Add(records, owner, RecordType.A, dice.Bytes(4));
                break;
            case 3:
                Add(records, owner, RecordType.AAAA, dice.Bytes(16));
                break;
            case 4 or 5 when !owner.IsWildcard:
                AddCut(records, owner);
                break;
            case 6 or 7:
                Add(records, owner, RecordType.CNAME, TargetIn(origin).Wire);
                break;
            case 8:
                Add(records, owner, RecordType.DNAME, TargetIn(origin).Wire);
                break;
            case 9:
                Add(records, owner, RecordType.MX, Wire.Mx(10, TargetIn(origin)));
                break;
            case 10:
                Add(records, owner, RecordType.PTR, TargetIn(origin).Wire);
                break;
            case 11:
                Add(records, owner, RecordType.SRV, Wire.Srv(53, TargetIn(origin)));
                break;
            case 12:
                AddMany(records, owner);
                break;
            case 13:
                Add(records, owner, UnknownType, dice.Bytes(dice.Throw(40)));
                break;
            default:
                Add(records, owner, RecordType.TXT, Wire.Txt(dice.Bytes(dice.Throw(30))));
                break;
        }
    }

    /// <summary>A cut with one to five name servers below it, beside it or far away; often with glue, sometimes with DS.</summary>
    internal void AddCut(List<ResourceRecord> records, DomainName cut)
    {
        for (int servers = dice.OneIn(8) ? 12 : 1 + dice.Throw(3); servers > 0; servers--)
        {
            DomainName host = dice.OneIn(3) ? TargetIn(cut.Parent) : NameIn(cut);
            Add(records, cut, RecordType.NS, host.Wire);
            if (host.IsAtOrBelow(records[0].Owner) && !dice.OneIn(4))
            {
                Add(records, host, RecordType.A, dice.Bytes(4));
                Add(records, host, RecordType.AAAA, dice.Bytes(16));
            }
        }

        if (dice.OneIn(2))
        {
            Add(records, cut, RecordType.DS, [0x12, 0x34, 13, 2, .. dice.Bytes(32)]);
        }
    }

    /// <summary>An RRset that is too big for a small datagram, or for any.</summary>
    private void AddMany(List<ResourceRecord> records, DomainName owner)
    {
        for (int count = dice.Pick([10, 30, 100]); count > 0; count--)
        {
            Add(records, owner, RecordType.TXT, Wire.Txt(dice.Bytes(40)));
        }
    }

    private DomainName TargetIn(DomainName origin) =>
        dice.OneIn(8) ? NameIn(DomainName.Parse("elsewhere.test"))
        : dice.OneIn(12) ? NameBelow(DomainName.Parse($"{LongLabel}.{LongLabel}.{LongLabel}"))
        : NameIn(origin);

    /// <summary>Records of one RRset have one TTL (RFC 2181, section 5.2).</summary>
    private void Add(List<ResourceRecord> records, DomainName owner, RecordType type, ReadOnlySpan<byte> rdata)
    {
        ResourceRecord? first = records.Find(record => record.Owner == owner && record.Type == type);
        byte[] copy = rdata.ToArray();
        string line = RecordText.Comparable(owner, type, 0, copy);
        bool isNew = !records.Exists(record => record.Owner == owner && record.Type == type
            && line.Equals(RecordText.Comparable(owner, type, 0, record.Rdata.Span), StringComparison.Ordinal));
        if (isNew)
        {
            records.Add(new ResourceRecord(owner, type, RecordClass.IN, first?.Ttl ?? dice.Pick(TimesToLive), copy));
        }
    }

    /// <summary>
    /// Takes out what no zone may have: CNAME beside anything (RFC 1034, section 3.6.2), more than one CNAME or DNAME,
    /// DNAME at a cut (RFC 6672, section 2.3).
    /// </summary>
    internal static List<ResourceRecord> Legal(DomainName origin, List<ResourceRecord> records)
    {
        bool Other(ResourceRecord record, Func<ResourceRecord, bool> isBad) => records.Exists(other =>
            !ReferenceEquals(other, record) && other.Owner == record.Owner && isBad(other));
        return records.FindAll(record => record.Type switch
        {
            RecordType.CNAME => !Other(record, _ => true),
            RecordType.DNAME => !Other(record, other => other.Type == RecordType.DNAME
                || (other.Type == RecordType.NS && other.Owner != origin)),
            _ => true,
        });
    }
}
