using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>Reads the records of one block, and the signatures behind them, back in the form in which they came.</summary>
/// <param name="apex">The apex's name in wire form.</param>
/// <param name="buffer">Room for the longest RDATA.</param>
internal unsafe ref struct BlockReader(RRsetEntry* entry, byte* block, ReadOnlySpan<byte> apex, Span<byte> buffer)
{
    private readonly byte* _records = block + (entry->PatchCount * sizeof(ushort));
    private readonly int _length = entry->RecordsLength + entry->SignaturesLength;
    private readonly ReadOnlySpan<byte> _apex = apex;
    private readonly Span<byte> _buffer = buffer;
    private int _patch;
    private int _next;

    /// <summary>Where the current record starts.</summary>
    public byte* Record { get; private set; }

    public readonly RecordType Type => (RecordType)BinaryPrimitives.ReadUInt16BigEndian(Header[2..]);

    public readonly uint Ttl => BinaryPrimitives.ReadUInt32BigEndian(Header[6..]);

    /// <summary>Names in it whole; the case of their part that is the apex's name is the apex's. Good until the next record.</summary>
    public ReadOnlySpan<byte> Rdata { get; private set; }

    private readonly ReadOnlySpan<byte> Header => new(Record, RRsetEncoder.RecordHeaderLength);

    /// <summary>The TTL of the RRset, which has records.</summary>
    public readonly uint RRsetTtl =>
        BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(_records, RRsetEncoder.RecordHeaderLength)[6..]);

    public bool MoveNext()
    {
        if (_next == _length)
        {
            return false;
        }

        Record = _records + _next;
        int start = _next + RRsetEncoder.RecordHeaderLength;
        _next = start + BinaryPrimitives.ReadUInt16BigEndian(Header[^sizeof(ushort)..]);
        Rdata = _patch < entry->PatchCount && Patch(_patch) < _next
            ? Expand(start)
            : new ReadOnlySpan<byte>(_records + start, _next - start);
        return true;
    }

    private readonly int Patch(int index) => Unsafe.ReadUnaligned<ushort>(block + (index * sizeof(ushort)));

    private ReadOnlySpan<byte> Expand(int start)
    {
        int written = 0;
        for (; _patch < entry->PatchCount && Patch(_patch) < _next; _patch++)
        {
            int at = Patch(_patch);
            Append(new ReadOnlySpan<byte>(_records + start, at - start), ref written);
            AppendTarget(at, ref written);
            start = at + sizeof(ushort);
        }

        Append(new ReadOnlySpan<byte>(_records + start, _next - start), ref written);
        return _buffer[..written];
    }

    /// <summary>Follows the pointer at a patch to the end of the name.</summary>
    private readonly void AppendTarget(int patch, ref int written)
    {
        ushort target = Unsafe.ReadUnaligned<ushort>(_records + patch);
        while ((target & RRsetEntry.ToApex) == 0)
        {
            int at = target & AnswerWriter.MaxPointer;
            while (_records[at] != 0 && !IsPatch(at))
            {
                int label = _records[at] + 1;
                Append(new ReadOnlySpan<byte>(_records + at, label), ref written);
                at += label;
            }

            if (!IsPatch(at))
            {
                _buffer[written++] = 0;
                return;
            }

            target = Unsafe.ReadUnaligned<ushort>(_records + at);
        }

        Append(_apex[(target & AnswerWriter.MaxPointer)..], ref written);
    }

    private readonly void Append(ReadOnlySpan<byte> octets, ref int written)
    {
        octets.CopyTo(_buffer[written..]);
        written += octets.Length;
    }

    private readonly bool IsPatch(int at)
    {
        int low = 0;
        int high = entry->PatchCount;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Patch(middle) < at)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low < entry->PatchCount && Patch(low) == at;
    }
}
