using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Reference;

/// <summary>
/// Makes one version of a zone out of another: records, names and whole subtrees come and go, and come back; cuts appear
/// above names that are there already, and vanish.
/// </summary>
public sealed class ZoneChanger(Dice dice, ZoneGenerator generator)
{
    private readonly List<ResourceRecord> _removed = [];

    public ZoneDraft Next(ZoneDraft zone)
    {
        List<ResourceRecord> records = [WithNextSerial(zone.Records[0]), .. zone.Records.Skip(1)];
        for (int changes = 1 + dice.Throw(4); changes > 0; changes--)
        {
            Change(records, zone.Origin);
        }

        return zone with { Records = ZoneGenerator.Legal(zone.Origin, records) };
    }

    private void Change(List<ResourceRecord> records, DomainName origin)
    {
        ResourceRecord record = dice.Pick(records);
        switch (dice.Throw(12))
        {
            case 0 or 1 when record.Type != RecordType.SOA:
                Remove(records, other => other == record);
                break;
            case 2:
                Remove(records, other => other.Owner == record.Owner);
                break;
            case 3 when record.Owner != origin:
                Remove(records, other => other.Owner.IsAtOrBelow(record.Owner));
                break;
            case 4 when record.Owner != origin && record.Owner.Parent != origin:
                generator.AddCut(records, record.Owner.Parent);
                break;
            case 5:
                Remove(records, other => other.Type is RecordType.NS or RecordType.DNAME && other.Owner != origin);
                break;
            case 6:
                Remove(records, other => other.Type is RecordType.A or RecordType.AAAA && dice.OneIn(3));
                break;
            case 7 when _removed.Count > 0:
                AddAgain(records, dice.Pick(_removed).Owner);
                break;
            case 8:
                generator.AddSomething(records, record.Owner, origin);
                break;
            case 9:
                generator.AddSomething(records, generator.NameBelow(record.Owner), origin);
                break;
            default:
                generator.AddSomething(records, generator.NameIn(origin), origin);
                break;
        }
    }

    private void Remove(List<ResourceRecord> records, Predicate<ResourceRecord> isChosen)
    {
        _removed.AddRange(records.FindAll(record => record.Type != RecordType.SOA && isChosen(record)));
        records.RemoveAll(record => _removed.Contains(record));
    }

    /// <summary>Records of one RRset have one TTL (RFC 2181, section 5.2).</summary>
    private void AddAgain(List<ResourceRecord> records, DomainName owner)
    {
        foreach (ResourceRecord record in _removed.Where(record => record.Owner == owner))
        {
            bool clashes = records.Exists(other => other.Owner == owner && other.Type == record.Type);
            if (!clashes || records.Contains(record))
            {
                records.Add(record);
            }
        }

        _removed.RemoveAll(record => record.Owner == owner);
    }

    private static ResourceRecord WithNextSerial(ResourceRecord soa)
    {
        byte[] rdata = soa.Rdata.ToArray();
        Span<byte> serial = rdata.AsSpan(rdata.Length - 20, sizeof(uint));
        BinaryPrimitives.WriteUInt32BigEndian(serial, BinaryPrimitives.ReadUInt32BigEndian(serial) + 1);
        return soa with { Rdata = rdata };
    }
}
