using ReverseDns.Protocol;

namespace ReverseDns.Zones.Overlays;

/// <summary>Goes through the owners of a diff's two sides together, in canonical order.</summary>
internal unsafe ref struct ChangedOwners(ZoneContents removed, ZoneContents added)
{
    public int RemovedFirst { get; private set; }

    public int RemovedEnd { get; private set; }

    public int AddedFirst { get; private set; }

    public int AddedEnd { get; private set; }

    /// <summary>The whole name.</summary>
    public ReadOnlySpan<byte> Owner { get; private set; }

    public bool MoveNext()
    {
        RemovedFirst = RemovedEnd;
        AddedFirst = AddedEnd;
        bool hasRemoved = RemovedFirst < removed.RecordCount;
        bool hasAdded = AddedFirst < added.RecordCount;
        if (!hasRemoved && !hasAdded)
        {
            return false;
        }

        int order = !hasRemoved ? 1 : !hasAdded ? -1
            : WireName.Compare(PackedRecord.Owner(removed.Record(RemovedFirst)), PackedRecord.Owner(added.Record(AddedFirst)));
        RemovedEnd = order <= 0 ? EndOfOwner(removed, RemovedFirst) : RemovedFirst;
        AddedEnd = order >= 0 ? EndOfOwner(added, AddedFirst) : AddedFirst;
        Owner = PackedRecord.Owner(order >= 0 ? added.Record(AddedFirst) : removed.Record(RemovedFirst));
        return true;
    }

    public static int EndOfOwner(ZoneContents contents, int first)
    {
        int end = first + 1;
        while (end < contents.RecordCount && !contents.Record(end)->Flags.Has(PackedRecordFlags.FirstOfOwner))
        {
            end++;
        }

        return end;
    }
}
