using ReverseDns.Protocol;
using ReverseDns.Zones.Compiled;

namespace ReverseDns.Zones.Overlays;

/// <summary>
/// Works out all records that the owners in a diff have afterwards, and says whether the diff fits: what it removes is
/// there, what it adds is not, and one SOA with the serial it names is at the apex in the end.
/// </summary>
internal sealed unsafe class ChangedRecords(CompiledZone zone, ZoneDiff diff)
{
    private readonly NodeRecords _records = new(zone.Origin);
    private readonly OwnerSearch _owners = new(zone);
    private readonly bool[] _met = new bool[diff.Removed.RecordCount];

    /// <summary>Why the diff does not fit.</summary>
    public string? Misfit { get; private set; }

    public bool TryApply(out ZoneContents? result)
    {
        result = null;
        if (diff.Origin != zone.Origin || diff.From != zone.Serial)
        {
            Misfit = $"the change is one of {diff.Origin} {diff.From}, this is {zone.Origin} {zone.Serial}";
            return false;
        }

        using var builder = new ZoneContentsBuilder(zone.Origin, (diff.Removed.Size + diff.Added.Size) * 2);
        var owners = new ChangedOwners(diff.Removed, diff.Added);
        while (owners.MoveNext())
        {
            if (!TryApply(builder, owners))
            {
                return false;
            }
        }

        ZoneContents contents = builder.Build();
        if (!HasSerial(contents))
        {
            contents.Dispose();
            return false;
        }

        result = contents;
        return true;
    }

    private bool TryApply(ZoneContentsBuilder builder, in ChangedOwners owners)
    {
        // Those added come first: an RRset has the TTL of its first record.
        for (int at = owners.AddedFirst; at < owners.AddedEnd; at++)
        {
            PackedRecord* record = diff.Added.Record(at);
            builder.Add(owners.Owner, record->Type, record->Ttl, PackedRecord.Rdata(record));
        }

        NodeHeader* node = _owners.Find(owners.Owner);
        if (node != null && !TryKeep(builder, owners, node))
        {
            return false;
        }

        for (int at = owners.RemovedFirst; at < owners.RemovedEnd; at++)
        {
            if (!_met[at])
            {
                Misfit = $"{WireName.ToString(owners.Owner)} has no such {diff.Removed.Record(at)->Type} record to remove";
                return false;
            }
        }

        return true;
    }

    /// <summary>Adds those records of a node that the diff does not remove.</summary>
    private bool TryKeep(ZoneContentsBuilder builder, in ChangedOwners owners, NodeHeader* node)
    {
        ReadOnlySpan<byte> owner = _records.Owner(node);
        RRsetEntry* entry = NodeHeader.Entries(node);
        byte* block = NodeHeader.Name(node) + node->NameLength;
        for (int i = 0; i < node->RRsetCount; i++, block += entry->BlockLength, entry++)
        {
            BlockReader records = _records.Read(entry, block);
            while (records.MoveNext())
            {
                int removed = Find(diff.Removed, owners.RemovedFirst, owners.RemovedEnd, records.Type, records.Rdata);
                if (removed >= 0)
                {
                    _met[removed] = true;
                }
                else if (Find(diff.Added, owners.AddedFirst, owners.AddedEnd, records.Type, records.Rdata) >= 0)
                {
                    Misfit = $"{WireName.ToString(owner)} has the {records.Type} record that would be added";
                    return false;
                }
                else
                {
                    builder.Add(owner, records.Type, records.Ttl, records.Rdata);
                }
            }
        }

        return true;
    }

    private bool HasSerial(ZoneContents contents)
    {
        ReadOnlySpan<byte> origin = zone.Origin.Wire;
        bool changesApex = contents.TryFind(origin, RecordType.SOA, out RRsetView soa)
            || diff.Removed.TryFind(origin, RecordType.SOA, out _);
        bool fits = changesApex ? soa.Count == 1 && ZoneDiff.SerialOf(contents) == diff.To : diff.To == diff.From;
        Misfit = fits ? null : $"the change does not lead to one SOA with serial {diff.To}";
        return fits;
    }

    /// <summary>The record of one owner with a type and RDATA, by binary search; -1 when there is none.</summary>
    private static int Find(ZoneContents contents, int low, int end, RecordType type, ReadOnlySpan<byte> rdata)
    {
        int high = end;
        while (low < high)
        {
            int middle = (low + high) / 2;
            PackedRecord* record = contents.Record(middle);
            int order = record->Type != type
                ? (ushort)record->Type - (ushort)type
                : RdataOrder.Compare(type, PackedRecord.Rdata(record), rdata);
            if (order == 0)
            {
                return middle;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return -1;
    }
}
