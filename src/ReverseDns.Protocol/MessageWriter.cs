using System.Buffers.Binary;

namespace ReverseDns.Protocol;

/// <summary>
/// Writes one message, front to back, with its names compressed (RFC 1035, section 4.1.4). What does not fit returns
/// false and writes nothing, and the counts in the header are right at any moment. For transfers, NOTIFY and tests:
/// answers to queries are kept encoded in the compiled zone.
/// </summary>
public ref struct MessageWriter
{
    private const int FixedQuestion = 4;
    private const int FixedRecord = 10;
    private const int MaxNamesInRdata = 2;

    private readonly Span<byte> _message;
    private CompressionTable _table;
    private MessageSection _section;

    /// <param name="buffer">At most 65535 octets of it are used; fewer than a header's are an error.</param>
    public MessageWriter(Span<byte> buffer, ushort id, ushort flags)
    {
        _message = buffer[..Math.Min(buffer.Length, ushort.MaxValue)];
        if (!new MessageHeader(id, flags, 0, 0, 0, 0).TryWrite(_message))
        {
            throw new ArgumentException("No room for a header", nameof(buffer));
        }

        Length = MessageHeader.Length;
    }

    /// <summary>Octets written.</summary>
    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _message[..Length];

    /// <summary>Questions come before records.</summary>
    public bool TryWriteQuestion(scoped ReadOnlySpan<byte> name, RecordType type, RecordClass recordClass)
    {
        int position = Length;
        if (!TryWriteName(name, ref position) || _message.Length - position < FixedQuestion)
        {
            _table.RemoveFrom(Length);
            return false;
        }

        BinaryPrimitives.WriteUInt16BigEndian(_message[position..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(_message[(position + 2)..], (ushort)recordClass);
        Length = position + FixedQuestion;
        Count(4);
        return true;
    }

    /// <summary>Sections come in their order: one that was left is not entered again.</summary>
    /// <param name="rdata">Valid, uncompressed.</param>
    public bool TryWriteRecord(
        MessageSection section,
        scoped ReadOnlySpan<byte> owner,
        RecordType type,
        RecordClass recordClass,
        uint ttl,
        scoped ReadOnlySpan<byte> rdata)
    {
        if (section < _section)
        {
            throw new ArgumentException("The sections of a message have an order", nameof(section));
        }

        int position = Length;
        int fields = 0;
        bool fits = TryWriteName(owner, ref position) && _message.Length - position >= FixedRecord;
        if (fits)
        {
            fields = position;
            position += FixedRecord;
            fits = TryWriteRdata(type, rdata, ref position);
        }

        if (!fits)
        {
            _table.RemoveFrom(Length);
            return false;
        }

        BinaryPrimitives.WriteUInt16BigEndian(_message[fields..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(_message[(fields + 2)..], (ushort)recordClass);
        BinaryPrimitives.WriteUInt32BigEndian(_message[(fields + 4)..], ttl);
        BinaryPrimitives.WriteUInt16BigEndian(_message[(fields + 8)..], (ushort)(position - fields - FixedRecord));
        Length = position;
        _section = section;
        Count(6 + (2 * (int)section));
        return true;
    }

    public bool TryWriteRecord(MessageSection section, ResourceRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return TryWriteRecord(
            section, record.Owner.Wire, record.Type, record.Class, record.Ttl, record.Rdata.Span);
    }

    /// <summary>Writes an OPT record of version 0 (RFC 6891, section 6.1.2); the options are in wire form.</summary>
    public bool TryWriteEdns(
        ushort payloadSize, ResponseCode responseCode, bool isDnssecOk, scoped ReadOnlySpan<byte> options)
    {
        uint ttl = ((uint)responseCode >> 4 << 24) | (isDnssecOk ? 0x8000u : 0);
        return TryWriteRecord(
            MessageSection.Additional, [0], RecordType.OPT, (RecordClass)payloadSize, ttl, options);
    }

    private bool TryWriteRdata(RecordType type, scoped ReadOnlySpan<byte> rdata, ref int position)
    {
        Span<(int Offset, int Length)> names = stackalloc (int, int)[MaxNamesInRdata];
        int count = Rdata.CompressibleNames(type, rdata, names);
        int copied = 0;
        foreach ((int offset, int length) in names[..count])
        {
            if (!TryCopy(rdata[copied..offset], ref position)
                || !TryWriteName(rdata.Slice(offset, length), ref position))
            {
                return false;
            }

            copied = offset + length;
        }

        return TryCopy(rdata[copied..], ref position);
    }

    private readonly bool TryCopy(scoped ReadOnlySpan<byte> octets, ref int position)
    {
        bool fits = octets.TryCopyTo(_message[position..]);
        position += fits ? octets.Length : 0;
        return fits;
    }

    /// <summary>Writes labels up to the longest suffix that the message has already, and a pointer to that.</summary>
    private bool TryWriteName(scoped ReadOnlySpan<byte> name, ref int position)
    {
        Span<byte> labels = stackalloc byte[WireName.MaxLabels];
        Span<uint> hashes = stackalloc uint[WireName.MaxLabels];
        int count = WireName.LabelOffsets(name, labels);
        NameSuffix.Hash(name, labels[..count], hashes);

        int target = 0;
        int kept = 0;
        while (kept < count && !_table.TryFind(_message[..position], name[labels[kept]..], hashes[kept], out target))
        {
            kept++;
        }

        // Without a pointer the whole name is written, its root label too.
        int octets = kept < count ? labels[kept] : name.Length;
        int start = position;
        if (!TryCopy(name[..octets], ref position) || (kept < count && _message.Length - position < 2))
        {
            return false;
        }

        if (kept < count)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_message[position..], (ushort)(0xC000 | target));
            position += 2;
        }

        for (int label = 0; label < kept; label++)
        {
            _table.Add(hashes[label], start + labels[label]);
        }

        return true;
    }

    private readonly void Count(int offset)
    {
        ushort count = BinaryPrimitives.ReadUInt16BigEndian(_message[offset..]);
        BinaryPrimitives.WriteUInt16BigEndian(_message[offset..], (ushort)(count + 1));
    }
}
