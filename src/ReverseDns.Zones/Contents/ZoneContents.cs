using System.Runtime.CompilerServices;
using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>
/// All records of one zone version, immutable, in canonical order (RFC 4034, section 6), in packed memory outside the
/// managed heap. Enumerating gives the RRsets: by owner, then type, RDATA sorted. Safe for concurrent readers until
/// disposed.
/// </summary>
public sealed unsafe class ZoneContents : IDisposable
{
    private readonly NativeBuffer _records;
    private readonly NativeBuffer _order;

    internal ZoneContents(DomainName origin, NativeBuffer records, NativeBuffer order, int count)
    {
        Origin = origin;
        RecordCount = count;
        _records = records;
        _order = order;
    }

    public DomainName Origin { get; }

    public int RecordCount { get; }

    /// <summary>Octets the records take.</summary>
    public long Size => _records.Length + _order.Length;

    public RRsetEnumerator GetEnumerator() => new(this);

    /// <summary>Finds an RRset by binary search.</summary>
    public bool TryFind(ReadOnlySpan<byte> owner, RecordType type, out RRsetView rrset)
    {
        int first = LowerBound(owner, type);
        rrset = default;
        if (first == RecordCount || Record(first)->Type != type || !WireName.Equal(PackedRecord.Owner(Record(first)), owner))
        {
            return false;
        }

        rrset = new RRsetView(this, first, EndOfRRset(first));
        return true;
    }

    /// <summary>True when the name or one below it owns a record.</summary>
    public bool HasAtOrBelow(ReadOnlySpan<byte> name)
    {
        int first = LowerBound(name, RecordType.None);
        return first < RecordCount && WireName.IsAtOrBelow(PackedRecord.Owner(Record(first)), name);
    }

    public void Dispose()
    {
        _records.Dispose();
        _order.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal PackedRecord* Record(int position) =>
        (PackedRecord*)(_records.Start + ((long)((uint*)_order.Start)[position] * PackedRecord.Alignment));

    /// <summary>Where in the order of arrival a record stands: only good for telling which came first.</summary>
    internal uint Arrival(int position) => ((uint*)_order.Start)[position];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int EndOfRRset(int first)
    {
        int end = first + 1;
        while (end < RecordCount && !Record(end)->Flags.Has(PackedRecordFlags.FirstOfRRset))
        {
            end++;
        }

        return end;
    }

    private int LowerBound(ReadOnlySpan<byte> owner, RecordType type)
    {
        int low = 0;
        int high = RecordCount;
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            PackedRecord* record = Record(middle);
            int order = WireName.Compare(PackedRecord.Owner(record), owner);
            if (order < 0 || (order == 0 && record->Type < type))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
