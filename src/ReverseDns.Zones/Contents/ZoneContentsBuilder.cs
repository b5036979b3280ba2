using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>
/// Collects the records of one zone version in any order; <see cref="Build"/> turns them into
/// <see cref="ZoneContents"/>. One thread at a time.
/// </summary>
public sealed unsafe class ZoneContentsBuilder(DomainName origin, long expectedSize = 0) : IRecordSink, IDisposable
{
    private readonly byte[] _origin = origin.Wire.ToArray();
    private NativeBuffer? _records = new(expectedSize);
    private NativeBuffer? _order = new(expectedSize / 16);

    public DomainName Origin { get; } = origin;

    public int RecordCount { get; private set; }

    bool IRecordSink.IsFull => false;

    /// <summary>Adds one record of class IN.</summary>
    /// <param name="owner">An uncompressed name at or below the origin.</param>
    /// <param name="ttl">Seconds. Where the TTLs of an RRset differ, that of its first record counts (RFC 2181, 5.2).</param>
    /// <param name="rdata">Uncompressed and valid for its type.</param>
    /// <param name="file">Index of the file it came from, for messages.</param>
    /// <param name="line">Its line there, from 1; 0 where there is none.</param>
    /// <exception cref="ArgumentException">The owner is out of the zone, or the RDATA is longer than 65,535 octets.</exception>
    public void Add(
        ReadOnlySpan<byte> owner, RecordType type, uint ttl, ReadOnlySpan<byte> rdata, int file = 0, int line = 0)
    {
        ObjectDisposedException.ThrowIf(_records is null, this);
        if (rdata.Length > ushort.MaxValue || owner.Length > WireName.MaxLength || !WireName.IsAtOrBelow(owner, _origin))
        {
            throw new ArgumentException($"{WireName.ToString(owner)} {type} does not belong into {Origin}", nameof(owner));
        }

        int size = sizeof(PackedRecord) + owner.Length + rdata.Length;
        int padded = (size + PackedRecord.Alignment - 1) & -PackedRecord.Alignment;
        *(uint*)_order!.Append(sizeof(uint)) = (uint)(_records.Length / PackedRecord.Alignment);
        var record = (PackedRecord*)_records.Append(padded);
        record->Ttl = ttl;
        record->Line = line;
        record->Type = type;
        record->RdataLength = (ushort)rdata.Length;
        record->File = (ushort)file;
        record->OwnerLength = (byte)owner.Length;
        record->Flags = PackedRecordFlags.None;
        byte* body = (byte*)(record + 1);
        owner.CopyTo(new Span<byte>(body, owner.Length));
        rdata.CopyTo(new Span<byte>(body + owner.Length, rdata.Length));
        RecordCount++;
    }

    public void Add(ResourceRecord record) => Add(record.Owner.Wire, record.Type, record.Ttl, record.Rdata.Span);

    /// <summary>Adds all records of another builder of the zone, which stays as it is.</summary>
    public void Add(ZoneContentsBuilder other)
    {
        ArgumentNullException.ThrowIfNull(other);
        ObjectDisposedException.ThrowIf(other._records is null, other);
        Append(other.Origin, other._records, other._order!, other.RecordCount);
    }

    /// <summary>Adds all records of other contents of the zone.</summary>
    public void Add(ZoneContents other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Append(other.Origin, other.Records, other.Order, other.RecordCount);
    }

    /// <summary>
    /// Puts the records into canonical order, drops those that stand there twice, and hands them over: the builder is
    /// empty afterwards and cannot be used again.
    /// </summary>
    public ZoneContents Build()
    {
        ObjectDisposedException.ThrowIf(_records is null, this);
        var contents = new ZoneContents(Origin, _records, _order!, CanonicalSort.Run(_records, _order!, _origin.Length));
        _records = null;
        _order = null;
        return contents;
    }

    private void Append(DomainName zone, NativeBuffer records, NativeBuffer order, int count)
    {
        ObjectDisposedException.ThrowIf(_records is null, this);
        if (zone != Origin)
        {
            throw new ArgumentException($"{zone} and {Origin} are different zones", nameof(zone));
        }

        uint shift = (uint)(_records.Length / PackedRecord.Alignment);
        int length = checked((int)records.Length);
        Buffer.MemoryCopy(records.Start, _records.Append(length), length, length);
        var indexes = new Span<uint>(_order!.Append(count * sizeof(uint)), count);
        new ReadOnlySpan<uint>(order.Start, count).CopyTo(indexes);
        foreach (ref uint index in indexes)
        {
            index += shift;
        }

        RecordCount += count;
    }

    public void Dispose()
    {
        _records?.Dispose();
        _order?.Dispose();
        _records = null;
        _order = null;
    }
}
