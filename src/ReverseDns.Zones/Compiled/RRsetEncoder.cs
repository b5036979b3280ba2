using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>
/// Writes RRsets as the blocks that <see cref="RRsetEntry"/> describes. Names that may be compressed (RFC 3597,
/// section 4) point to the apex's name or to an earlier name of the same RRset.
/// </summary>
internal sealed unsafe class RRsetEncoder(DomainName apex) : IDisposable
{
    public const ushort OwnerPointer = 0xC00C;
    public const int RecordHeaderLength = 12;

    /// <summary>A pointer reaches 16 KiB; what stands before the block in a message must fit as well.</summary>
    public const int MaxTargetOffset = 0x3000;

    private const int MaxEarlierNames = 16;

    private readonly byte[] _apex = apex.Wire.ToArray();
    private readonly byte[] _topLabel = apex.IsRoot ? [0] : WireName.Skip(apex.Wire, apex.LabelCount - 1).ToArray();
    private readonly NativeBuffer _records = new(4096);
    private readonly List<ushort> _patches = [];
    private readonly EarlierName[] _earlier = new EarlierName[MaxEarlierNames];
    private int _earlierCount;

    /// <summary>Appends patches and records of one RRset and fills in the entry's counts and lengths of them.</summary>
    public void AppendRecords(NativeBuffer image, in RRsetView rrset, uint ttl, ref RRsetEntry entry)
    {
        RecordType type = rrset.Type;
        Span<(int Offset, int Length)> names = stackalloc (int, int)[2];
        _patches.Clear();
        _records.Shrink(0);
        _earlierCount = 0;
        for (int i = 0; i < rrset.Count; i++)
        {
            ReadOnlySpan<byte> rdata = rrset.Rdata(i);
            int lengthAt = AppendHeader(_records, type, ttl, rdata.Length);
            int nameCount = Rdata.CompressibleNames(type, rdata, names);
            int copied = 0;
            foreach ((int offset, int length) in names[..nameCount])
            {
                _records.Append(rdata[copied..offset]);
                AppendName(rdata.Slice(offset, length));
                copied = offset + length;
            }

            _records.Append(rdata[copied..]);
            WriteUInt16(_records.Start + lengthAt, (ushort)(_records.Length - lengthAt - sizeof(ushort)));
        }

        foreach (ushort patch in _patches)
        {
            *(ushort*)image.Append(sizeof(ushort)) = patch;
        }

        image.Append(new ReadOnlySpan<byte>(_records.Start, (int)_records.Length));
        entry.Type = type;
        entry.Count = (ushort)rrset.Count;
        entry.PatchCount = (ushort)_patches.Count;
        entry.RecordsLength = (int)_records.Length;
    }

    /// <summary>Appends those of the RRSIGs that cover the type.</summary>
    /// <param name="ttl">Seconds, or null for the TTL each came with.</param>
    public static void AppendSignatures(
        NativeBuffer image, in RRsetView signatures, RecordType covered, uint? ttl, ref RRsetEntry entry)
    {
        long start = image.Length;
        for (int i = 0; i < signatures.Count; i++)
        {
            ReadOnlySpan<byte> rdata = signatures.Rdata(i);
            if (CoveredType(rdata) == covered)
            {
                AppendHeader(image, RecordType.RRSIG, ttl ?? signatures.RecordTtl(i), rdata.Length);
                image.Append(rdata);
                entry.SignatureCount++;
            }
        }

        entry.SignaturesLength = (int)(image.Length - start);
    }

    public static RecordType CoveredType(ReadOnlySpan<byte> rrsig) =>
        (RecordType)BinaryPrimitives.ReadUInt16BigEndian(rrsig);

    public void Dispose() => _records.Dispose();

    /// <summary>Appends owner, type, class, TTL and length; returns where the length stands.</summary>
    internal static int AppendHeader(NativeBuffer buffer, RecordType type, uint ttl, int rdataLength)
    {
        int lengthAt = (int)buffer.Length + RecordHeaderLength - sizeof(ushort);
        byte* header = buffer.Append(RecordHeaderLength);
        WriteUInt16(header, OwnerPointer);
        WriteUInt16(header + 2, (ushort)type);
        WriteUInt16(header + 4, (ushort)RecordClass.IN);
        *(uint*)(header + 6) = BinaryPrimitives.ReverseEndianness(ttl);
        WriteUInt16(header + 10, (ushort)rdataLength);
        return lengthAt;
    }

    private static void WriteUInt16(byte* at, ushort value) => *(ushort*)at = BinaryPrimitives.ReverseEndianness(value);

    private void AppendName(ReadOnlySpan<byte> name)
    {
        int written = (int)_records.Length;
        int explicitLength = name.Length;
        bool canShare = _earlierCount > 0
            || (name.Length >= _topLabel.Length && WireName.Equal(name[^_topLabel.Length..], _topLabel));
        for (int suffix = 0; canShare && name[suffix] != 0; suffix += name[suffix] + 1)
        {
            if (FindTarget(name[suffix..]) is { } target)
            {
                explicitLength = suffix;
                _records.Append(name[..suffix]);
                _patches.Add((ushort)_records.Length);
                *(ushort*)_records.Append(sizeof(ushort)) = target;
                break;
            }
        }

        if (explicitLength == name.Length)
        {
            _records.Append(name);
        }

        if (_earlierCount < MaxEarlierNames && written + name.Length < MaxTargetOffset)
        {
            // The name's octets stay readable: the contents outlive the encoding of one RRset.
            fixed (byte* start = name)
            {
                _earlier[_earlierCount++] = new EarlierName(start, name.Length, written, explicitLength);
            }
        }
    }

    private ushort? FindTarget(ReadOnlySpan<byte> suffix)
    {
        if (_records.Length > ushort.MaxValue - WireName.MaxLength)
        {
            return null;
        }

        int inApex = _apex.Length - suffix.Length;
        if (inApex >= 0 && WireName.Equal(_apex.AsSpan(inApex), suffix))
        {
            return (ushort)(RRsetEntry.ToApex | inApex);
        }

        foreach (ref readonly EarlierName earlier in _earlier.AsSpan(0, _earlierCount))
        {
            int at = earlier.Length - suffix.Length;
            if (at >= 0 && at < earlier.ExplicitLength
                && new ReadOnlySpan<byte>(earlier.Start + at, suffix.Length).SequenceEqual(suffix))
            {
                return (ushort)(RRsetEntry.ToBlock | (earlier.Written + at));
            }
        }

        return null;
    }

    private readonly struct EarlierName(byte* start, int length, int written, int explicitLength)
    {
        public readonly byte* Start = start;
        public readonly int Length = length;
        public readonly int Written = written;
        public readonly int ExplicitLength = explicitLength;
    }
}
