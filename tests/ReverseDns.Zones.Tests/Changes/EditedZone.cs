using ReverseDns.Protocol;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Zones.Tests.Changes;

/// <summary>Edits a zone as operators do, and writes it as a file that says the same things in another order, some of them twice.</summary>
internal sealed class EditedZone(Dice dice, ZoneGenerator generator)
{
    private static readonly uint[] TimesToLive = [0, 60, 300, 3600, 86400];

    public ZoneDraft Edit(ZoneDraft draft)
    {
        List<ResourceRecord> records = [.. draft.Records];
        for (int edits = dice.Throw(8); edits > 0; edits--)
        {
            Edit(records, draft.Origin);
        }

        return draft with { Records = records, Signing = dice.OneIn(8) ? Signing.None : draft.Signing };
    }

    /// <summary>The text of a master file.</summary>
    public string Write(ZoneDraft draft)
    {
        var lines = draft.ToZone().Records.Select(RecordText.Line).ToList();
        for (int twice = dice.Throw(4); twice > 0; twice--)
        {
            lines.Add(dice.Pick(lines));
        }

        for (int i = lines.Count - 1; i > 0 && dice.OneIn(2); i--)
        {
            int other = dice.Throw(i + 1);
            (lines[i], lines[other]) = (lines[other], lines[i]);
        }

        return string.Join('\n', lines) + "\n";
    }

    private void Edit(List<ResourceRecord> records, DomainName origin)
    {
        int at = dice.Throw(records.Count);
        ResourceRecord record = records[at];
        switch (dice.Throw(8))
        {
            case 0 or 1 when at > 1:
                records.RemoveAt(at);
                break;
            case 2:
                records[at] = record with { Ttl = dice.Pick(TimesToLive) };
                break;
            case 3 when at > 0:
                records.Add(record with { Owner = DomainName.Parse(record.Owner.ToString().ToUpperInvariant()), Ttl = dice.Pick(TimesToLive) });
                break;
            case 4:
                records.Add(new ResourceRecord(generator.NameIn(origin), RecordType.CNAME, RecordClass.IN, 60, generator.NameIn(origin).Wire.ToArray()));
                break;
            case 5:
                records.Add(new ResourceRecord(
                    generator.NameIn(origin), dice.OneIn(2) ? RecordType.NS : RecordType.DNAME, RecordClass.IN, 60, generator.NameIn(origin).Wire.ToArray()));
                break;
            default:
                records.Add(new ResourceRecord(generator.NameIn(origin), RecordType.A, RecordClass.IN, dice.Pick(TimesToLive), dice.Bytes(4)));
                break;
        }

        if (dice.OneIn(2))
        {
            byte[] soa = records[0].Rdata.ToArray();
            soa[^17]++;
            records[0] = records[0] with { Rdata = soa };
        }
    }
}
