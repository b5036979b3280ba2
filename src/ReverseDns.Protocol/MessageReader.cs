using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace ReverseDns.Protocol;

/// <summary>
/// Reads one message, front to back: header, questions, records. A read that fails returns false and leaves the reader
/// where it was: hostile input is ordinary here. Nothing is allocated but by the methods that return objects.
/// </summary>
public ref struct MessageReader(ReadOnlySpan<byte> message)
{
    private const int FixedQuestion = 4;
    private const int FixedRecord = 10;

    private readonly ReadOnlySpan<byte> _message = message;

    public int Position { get; private set; }

    public readonly bool AtEnd => Position == _message.Length;

    public bool TryReadHeader(out MessageHeader header)
    {
        bool read = MessageHeader.TryRead(_message[Position..], out header);
        Position += read ? MessageHeader.Length : 0;
        return read;
    }

    /// <param name="name">Gets the uncompressed name; <see cref="WireName.MaxLength"/> octets are always enough.</param>
    public bool TryReadQuestion(
        scoped Span<byte> name, out int nameLength, out RecordType type, out RecordClass recordClass)
    {
        (type, recordClass) = (default, default);
        int position = Position;
        if (!MessageName.TryRead(_message, ref position, name, out nameLength)
            || _message.Length - position < FixedQuestion)
        {
            nameLength = 0;
            return false;
        }

        type = (RecordType)BinaryPrimitives.ReadUInt16BigEndian(_message[position..]);
        recordClass = (RecordClass)BinaryPrimitives.ReadUInt16BigEndian(_message[(position + 2)..]);
        Position = position + FixedQuestion;
        return true;
    }

    public bool TryReadRecord(out MessageRecord record)
    {
        record = default;
        int position = Position;
        Span<byte> owner = stackalloc byte[WireName.MaxLength];
        if (!MessageName.TryRead(_message, ref position, owner, out _) || _message.Length - position < FixedRecord)
        {
            return false;
        }

        ReadOnlySpan<byte> fields = _message[position..];
        int length = BinaryPrimitives.ReadUInt16BigEndian(fields[8..]);
        if (length > fields.Length - FixedRecord)
        {
            return false;
        }

        record = new MessageRecord(
            Position,
            (RecordType)BinaryPrimitives.ReadUInt16BigEndian(fields),
            (RecordClass)BinaryPrimitives.ReadUInt16BigEndian(fields[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(fields[4..]),
            position + FixedRecord,
            length);
        Position = position + FixedRecord + length;
        return true;
    }

    /// <summary>The owner's uncompressed name.</summary>
    public readonly bool TryGetOwner(in MessageRecord record, scoped Span<byte> name, out int length)
    {
        int position = record.Owner;
        return MessageName.TryRead(_message, ref position, name, out length);
    }

    /// <summary>The RDATA as it stands in the message, its names perhaps compressed.</summary>
    public readonly ReadOnlySpan<byte> GetRdata(in MessageRecord record) =>
        _message.Slice(record.Rdata, record.RdataLength);

    /// <summary>
    /// The record by itself, names decompressed. False when its RDATA is wrong for the type. A TTL above 2^31 - 1 is
    /// taken as 0 (RFC 2181, section 8).
    /// </summary>
    public readonly bool TryGetResourceRecord(
        in MessageRecord record, [NotNullWhen(true)] out ResourceRecord? resourceRecord)
    {
        resourceRecord = null;
        Span<byte> owner = stackalloc byte[WireName.MaxLength];

        // Decompression makes RDATA longer by two names at most.
        byte[] rdata = new byte[record.RdataLength + (2 * WireName.MaxLength)];
        if (!TryGetOwner(record, owner, out int ownerLength)
            || !Rdata.TryReadWire(record.Type, _message, record.Rdata, record.RdataLength, rdata, out int length, out _))
        {
            return false;
        }

        resourceRecord = new ResourceRecord(
            DomainName.FromWire(owner[..ownerLength]),
            record.Type,
            record.Class,
            record.Ttl <= TimeToLive.Max ? record.Ttl : 0,
            rdata.AsMemory(0, length));
        return true;
    }
}
