using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>
/// Puts packed records into canonical order (RFC 4034, section 6): by owner, type and RDATA. Owners are compared eight
/// octets at a time as numbers: of each name the labels are strung together from the root's side, each ended by a zero,
/// so that the order of the strings is the order of the names. Only names equal so far are looked at further.
/// </summary>
internal static unsafe class CanonicalSort
{
    private const int KeyOctets = 8;

    /// <summary>Sorts the order in place, drops duplicates, marks where owners and RRsets start; returns the records left.</summary>
    public static int Run(NativeBuffer records, NativeBuffer order, int originLength)
    {
        int count = (int)(order.Length / sizeof(uint));
        var indexes = new Span<uint>(order.Start, count);
        using (var keys = new NativeBuffer((long)count * KeyOctets))
        {
            SortOwners(records.Start, indexes, new Span<ulong>(keys.Start, count), originLength, skip: 0);
        }

        return MarkAndMerge(records.Start, indexes);
    }

    private static void SortOwners(byte* records, Span<uint> indexes, Span<ulong> keys, int originLength, int skip)
    {
        bool sorted = true;
        for (int i = 0; i < indexes.Length; i++)
        {
            keys[i] = Key(Record(records, indexes[i]), originLength, skip);
            sorted &= i == 0 || keys[i - 1] <= keys[i];
        }

        if (!sorted && !RunMerge.TrySort(keys, indexes))
        {
            keys.Sort(indexes);
        }

        for (int start = 0; start < indexes.Length;)
        {
            int end = start + 1;
            while (end < indexes.Length && keys[end] == keys[start])
            {
                end++;
            }

            if (end - start > 1)
            {
                // A key that ends in zeros has shown its whole name: a label of its own never ends a string in two zeros.
                if ((ushort)keys[start] == 0)
                {
                    SortRecords(records, indexes[start..end]);
                }
                else
                {
                    SortOwners(records, indexes[start..end], keys[start..end], originLength, skip + KeyOctets);
                }
            }

            start = end;
        }
    }

    /// <summary>Eight octets of the sort string of a record's owner, zeros behind its end.</summary>
    private static ulong Key(PackedRecord* record, int originLength, int skip)
    {
        ReadOnlySpan<byte> relative = PackedRecord.Owner(record)[..(record->OwnerLength - originLength)];
        Span<byte> starts = stackalloc byte[WireName.MaxLabels];
        int labels = 0;
        for (int position = 0; position < relative.Length; position += relative[position] + 1)
        {
            starts[labels++] = (byte)position;
        }

        ulong key = 0;
        int at = -skip;
        while (labels > 0)
        {
            int start = starts[--labels];
            foreach (byte value in relative.Slice(start + 1, relative[start]))
            {
                byte lower = WireName.ToLower(value);

                // The two lowest octets are written as two, so that zero is left for the ends of labels.
                if (lower <= 1)
                {
                    Put(ref key, at++, 1);
                    lower++;
                }

                Put(ref key, at++, lower);
            }

            Put(ref key, at++, 0);
            if (at >= KeyOctets)
            {
                break;
            }
        }

        return key;
    }

    private static void Put(ref ulong key, int at, byte value)
    {
        if ((uint)at < KeyOctets)
        {
            key |= (ulong)value << (8 * (KeyOctets - 1 - at));
        }
    }

    private static void SortRecords(byte* records, Span<uint> indexes) =>
        indexes.Sort(new RecordOrder(records));

    private static int MarkAndMerge(byte* records, Span<uint> indexes)
    {
        int kept = 0;
        PackedRecord* previous = null;
        foreach (uint index in indexes)
        {
            PackedRecord* record = Record(records, index);
            bool sameOwner = previous != null
                && WireName.Equal(PackedRecord.Owner(previous), PackedRecord.Owner(record));
            bool sameRRset = sameOwner && previous->Type == record->Type;
            if (sameRRset && RdataOrder.Compare(record->Type, PackedRecord.Rdata(previous), PackedRecord.Rdata(record)) == 0)
            {
                continue;
            }

            record->Flags = sameOwner ? PackedRecordFlags.None : PackedRecordFlags.FirstOfOwner;
            record->Flags |= sameRRset ? PackedRecordFlags.None : PackedRecordFlags.FirstOfRRset;
            indexes[kept++] = index;
            previous = record;
        }

        return kept;
    }

    private static PackedRecord* Record(byte* records, uint index) =>
        (PackedRecord*)(records + ((long)index * PackedRecord.Alignment));

    private readonly struct RecordOrder(byte* records) : IComparer<uint>
    {
        private readonly byte* _records = records;

        public int Compare(uint x, uint y)
        {
            PackedRecord* left = Record(_records, x);
            PackedRecord* right = Record(_records, y);
            if (left->Type != right->Type)
            {
                return left->Type.CompareTo(right->Type);
            }

            int order = RdataOrder.Compare(left->Type, PackedRecord.Rdata(left), PackedRecord.Rdata(right));
            return order != 0 ? order : x.CompareTo(y);
        }
    }
}
