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

    internal NativeBuffer Records => _records;

    internal NativeBuffer Order => _order;

    public RRsetEnumerator GetEnumerator() => new(this);

    /// <summary>Finds an RRset by binary search.</summary>
    public bool TryFind(ReadOnlySpan<byte> owner, RecordType type, out RRsetView rrset) =>
        TryFindAt(LowerBound(owner, type, 0, RecordCount), owner, type, out rrset);

    /// <summary>The same for what probably stands near another RRset, as glue does: the search goes outward from there.</summary>
    public bool TryFindNear(in RRsetView near, ReadOnlySpan<byte> owner, RecordType type, out RRsetView rrset)
    {
        int low = near.First;
        int high = near.First;
        int step = 1;
        if (IsBefore(low, owner, type))
        {
            for (; high < RecordCount && IsBefore(high, owner, type); step *= 2)
            {
                low = high + 1;
                high = (int)Math.Min((long)high + step, RecordCount);
            }
        }
        else
        {
            for (; low > 0 && !IsBefore(low, owner, type); step *= 2)
            {
                high = low;
                low = Math.Max(low - step, 0);
            }
        }

        return TryFindAt(LowerBound(owner, type, low, high), owner, type, out rrset);
    }

    /// <summary>True when the name or one below it owns a record.</summary>
    public bool HasAtOrBelow(ReadOnlySpan<byte> name)
    {
        int first = LowerBound(name, RecordType.None, 0, RecordCount);
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

    private bool TryFindAt(int first, ReadOnlySpan<byte> owner, RecordType type, out RRsetView rrset)
    {
        rrset = default;
        if (first == RecordCount || Record(first)->Type != type || !WireName.Equal(PackedRecord.Owner(Record(first)), owner))
        {
            return false;
        }

        rrset = new RRsetView(this, first, EndOfRRset(first));
        return true;
    }

    /// <summary>The first position, from low up to high, that does not stand before the owner and type.</summary>
    private int LowerBound(ReadOnlySpan<byte> owner, RecordType type, int low, int high)
    {
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            if (IsBefore(middle, owner, type))
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

    private bool IsBefore(int position, ReadOnlySpan<byte> owner, RecordType type)
    {
        PackedRecord* record = Record(position);
        int order = WireName.Compare(PackedRecord.Owner(record), owner);
        return order < 0 || (order == 0 && record->Type < type);
    }
}
