using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>
/// Copies blocks of an image into a message, whole or not at all, and sets the pointers in them. The name of the apex
/// is always a suffix of the question's, so its place in the message is known.
/// </summary>
internal unsafe ref struct AnswerWriter
{
    public const int QuestionName = 12;

    /// <summary>A pointer's fourteen bits reach this far.</summary>
    public const int MaxPointer = 0x3FFF;

    private readonly byte* _message;
    private readonly int _limit;
    private readonly int _apex;

    public AnswerWriter(byte* message, int questionEnd, int limit, int apexLength)
    {
        _message = message;
        _limit = limit;
        _apex = questionEnd - (2 * sizeof(ushort)) - apexLength;
        Position = questionEnd;
    }

    public int Position { get; private set; }

    /// <summary>Where the apex's name stands in the message.</summary>
    public readonly int Apex => _apex;

    public readonly byte* Message => _message;

    /// <summary>Writes an RRset, with its signatures when asked, its owner a pointer to a place in the message.</summary>
    public bool TryWrite(RRsetEntry* entry, byte* block, int owner, bool signed, ref ushort count)
    {
        byte* records = block + (entry->PatchCount * sizeof(ushort));
        int length = entry->RecordsLength + (signed ? entry->SignaturesLength : 0);
        if (length > _limit - Position || owner > MaxPointer
            || !TryPatchable((ushort*)block, entry->PatchCount, records, Position))
        {
            return false;
        }

        int start = Position;
        Unsafe.CopyBlockUnaligned(_message + start, records, (uint)length);
        Patch((ushort*)block, entry->PatchCount, records, start);
        Position = start + length;
        count += (ushort)(entry->Count + (signed ? entry->SignatureCount : 0));
        if (owner != QuestionName)
        {
            SetOwners(start, Position, owner);
        }

        return true;
    }

    /// <summary>Writes the signatures of an entry alone.</summary>
    private bool TryWriteSignatures(RRsetEntry* entry, byte* block, int owner, ref ushort count)
    {
        byte* signatures = block + (entry->PatchCount * sizeof(ushort)) + entry->RecordsLength;
        return TryWriteRaw(signatures, entry->SignaturesLength, entry->SignatureCount, owner, ref count);
    }

    /// <summary>Writes the signatures of all types of a node but one; false when it has none at all.</summary>
    public bool WriteAllSignatures(NodeHeader* node, RecordType except, int owner, ref ushort count, ref bool truncated)
    {
        RRsetEntry* entry = NodeHeader.Entries(node);
        byte* block = NodeHeader.Name(node) + node->NameLength;
        bool any = false;
        for (int i = 0; i < node->RRsetCount && !truncated; i++, block += entry->BlockLength, entry++)
        {
            if (entry->SignatureCount > 0)
            {
                any = true;
                truncated = entry->Type != except && !TryWriteSignatures(entry, block, owner, ref count);
            }
        }

        return any;
    }

    /// <summary>Writes records that have no names to patch.</summary>
    public bool TryWriteRaw(byte* records, int length, int recordCount, int owner, ref ushort count)
    {
        if (length > _limit - Position || owner > MaxPointer)
        {
            return false;
        }

        Unsafe.CopyBlockUnaligned(_message + Position, records, (uint)length);
        SetOwners(Position, Position + length, owner);
        Position += length;
        count += (ushort)recordCount;
        return true;
    }

    /// <summary>
    /// Writes an RRset and its signatures under a name that the message does not have yet: labels before the apex.
    /// For types without patches.
    /// </summary>
    public bool TryWriteNamed(RRsetEntry* entry, byte* block, byte* relative, int relativeLength, ref ushort count)
    {
        int length = entry->RecordsLength + entry->SignaturesLength;
        int owner = Position;
        bool repeats = owner > MaxPointer;
        int records = entry->Count + entry->SignatureCount;
        if (length + (relativeLength * (repeats ? records : 1)) > _limit - Position)
        {
            return false;
        }

        byte* from = block + (entry->PatchCount * sizeof(ushort));
        for (int i = 0; i < records; i++)
        {
            int size = RRsetEncoder.RecordHeaderLength + ReadUInt16(from + RRsetEncoder.RecordHeaderLength - sizeof(ushort));
            if (i == 0 || repeats)
            {
                Unsafe.CopyBlockUnaligned(_message + Position, relative, (uint)relativeLength);
                Position += relativeLength;
                Unsafe.CopyBlockUnaligned(_message + Position, from, (uint)size);
                WritePointer(Position, _apex);
            }
            else
            {
                Unsafe.CopyBlockUnaligned(_message + Position, from, (uint)size);
                WritePointer(Position, owner);
            }

            Position += size;
            from += size;
        }

        count += (ushort)records;
        return true;
    }

    /// <summary>
    /// Writes the CNAME that a DNAME stands for (RFC 6672, section 3.1); returns where its target stands, 0 when there is no room.
    /// </summary>
    /// <param name="target">Uncompressed; cut off where the apex's name starts when it lies in the zone.</param>
    public int TryWriteCname(int owner, uint ttlBytes, ReadOnlySpan<byte> target, bool endsInApex, ref ushort count)
    {
        int rdata = target.Length + (endsInApex ? sizeof(ushort) : 0);
        int start = Position;
        if (RRsetEncoder.RecordHeaderLength + rdata > _limit - start || owner > MaxPointer)
        {
            return 0;
        }

        WritePointer(start, owner);
        WriteUInt16(start + 2, (ushort)RecordType.CNAME);
        WriteUInt16(start + 4, (ushort)RecordClass.IN);
        Unsafe.WriteUnaligned(_message + start + 6, ttlBytes);
        WriteUInt16(start + 10, (ushort)rdata);
        int place = start + RRsetEncoder.RecordHeaderLength;
        target.CopyTo(new Span<byte>(_message + place, target.Length));
        if (endsInApex)
        {
            WritePointer(place + target.Length, _apex);
        }

        Position = place + rdata;
        count++;
        return place;
    }

    /// <summary>Writes a record of its own, whose RDATA has no names to compress.</summary>
    /// <param name="label">What its owner has before the name at a place in the message, with its length; mostly nothing.</param>
    public bool TryWriteRecord(
        scoped ReadOnlySpan<byte> label, int owner, RecordType type, uint ttl, scoped ReadOnlySpan<byte> rdata, ref ushort count)
    {
        int start = Position + label.Length;
        if (RRsetEncoder.RecordHeaderLength + rdata.Length > _limit - start || owner > MaxPointer)
        {
            return false;
        }

        label.CopyTo(new Span<byte>(_message + Position, label.Length));
        WritePointer(start, owner);
        WriteUInt16(start + 2, (ushort)type);
        WriteUInt16(start + 4, (ushort)RecordClass.IN);
        Unsafe.WriteUnaligned(_message + start + 6, BinaryPrimitives.ReverseEndianness(ttl));
        WriteUInt16(start + 10, (ushort)rdata.Length);
        rdata.CopyTo(new Span<byte>(_message + start + RRsetEncoder.RecordHeaderLength, rdata.Length));
        Position = start + RRsetEncoder.RecordHeaderLength + rdata.Length;
        count++;
        return true;
    }

    /// <summary>Writes into the header how many records there are in each section.</summary>
    public readonly void WriteCounts(ushort answers, ushort authorities, ushort additionals)
    {
        WriteUInt16(6, answers);
        WriteUInt16(8, authorities);
        WriteUInt16(10, additionals);
    }

    /// <summary>Takes back what was written behind a position.</summary>
    public void Rewind(int position) => Position = position;

    private static ushort ReadUInt16(byte* at) => BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ushort>(at));

    private readonly void WriteUInt16(int at, ushort value) =>
        Unsafe.WriteUnaligned(_message + at, BinaryPrimitives.ReverseEndianness(value));

    private readonly void WritePointer(int at, int target) => WriteUInt16(at, (ushort)(0xC000 | target));

    private readonly void SetOwners(int start, int end, int owner)
    {
        while (start < end)
        {
            WritePointer(start, owner);
            start += RRsetEncoder.RecordHeaderLength + ReadUInt16(_message + start + RRsetEncoder.RecordHeaderLength - sizeof(ushort));
        }
    }

    private static bool TryPatchable(ushort* patches, int count, byte* records, int start)
    {
        // Only an RRset far into a long message can have a pointer out of reach.
        if (count == 0 || start <= MaxPointer - RRsetEncoder.MaxTargetOffset)
        {
            return true;
        }

        for (int i = 0; i < count; i++)
        {
            ushort value = Unsafe.ReadUnaligned<ushort>(records + Unsafe.ReadUnaligned<ushort>(patches + i));
            if ((value & RRsetEntry.ToApex) == 0 && start + (value & MaxPointer) > MaxPointer)
            {
                return false;
            }
        }

        return true;
    }

    private readonly void Patch(ushort* patches, int count, byte* records, int start)
    {
        for (int i = 0; i < count; i++)
        {
            int at = Unsafe.ReadUnaligned<ushort>(patches + i);
            ushort value = Unsafe.ReadUnaligned<ushort>(records + at);
            int target = (value & MaxPointer) + ((value & RRsetEntry.ToApex) != 0 ? _apex : start);
            WritePointer(start + at, target);
        }
    }
}
