using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>
/// Collects the NSEC3 records of the chain that the apex's NSEC3PARAM names (flags 0, SHA-1; RFC 5155, section 4) and
/// ties each name of the zone to the record that matches or covers its hash.
/// </summary>
internal sealed unsafe class Nsec3Chain : IDisposable
{
    private readonly ZoneContents _contents;
    private readonly byte[] _salt = [];
    private readonly ushort _iterations;
    private readonly NativeBuffer _hashes = new(1 << 12);
    private readonly NativeBuffer _positions = new(1 << 12);

    public Nsec3Chain(ZoneContents contents)
    {
        _contents = contents;
        HasParameters = contents.TryFind(contents.Origin.Wire, RecordType.NSEC3PARAM, out RRsetView parameters)
            && TryReadParameters(parameters, out _iterations, out _salt);
    }

    /// <summary>At least one record of the chain has been added.</summary>
    public bool IsPresent => _hashes.Length > 0;

    private bool HasParameters { get; }

    /// <summary>Says whether an owner, given by the positions of its records, is part of the chain.</summary>
    public Nsec3Owner RoleOf(ReadOnlySpan<byte> relative, int first, int end)
    {
        Span<byte> hash = stackalloc byte[Nsec3Hash.Length];
        if (!HasParameters || relative.IsEmpty || relative[0] + 1 != relative.Length
            || !Nsec3Hash.TryDecode(relative[1..], hash))
        {
            return Nsec3Owner.None;
        }

        bool inChain = false;
        bool others = false;
        for (int at = first; at < end; at++)
        {
            PackedRecord* record = _contents.Record(at);
            inChain |= record->Type == RecordType.NSEC3 && HasOurParameters(PackedRecord.Rdata(record));
            others |= record->Type is not (RecordType.NSEC3 or RecordType.RRSIG);
        }

        return !inChain ? Nsec3Owner.None : others ? Nsec3Owner.WithOthers : Nsec3Owner.Alone;
    }

    /// <summary>Owners come in canonical order, which is the order of their hashes.</summary>
    public void Add(ReadOnlySpan<byte> relative, uint position)
    {
        Nsec3Hash.TryDecode(relative[1..], new Span<byte>(_hashes.Append(Nsec3Hash.Length), Nsec3Hash.Length));
        *(uint*)_positions.Append(sizeof(uint)) = position;
    }

    public void Append(NativeBuffer image, NativeBuffer names, ref ImageHeader header)
    {
        image.Align(ImageHeader.Unit);
        header.Flags |= ImageFlags.Nsec3;
        header.Nsec3Iterations = _iterations;
        header.DenialCount = (uint)(_positions.Length / sizeof(uint));
        header.Denial = (uint)(image.Length / ImageHeader.Unit);
        image.Append(new ReadOnlySpan<byte>(_positions.Start, (int)_positions.Length));
        header.Nsec3Hashes = (uint)(image.Length / ImageHeader.Unit);
        image.Append(new ReadOnlySpan<byte>(_hashes.Start, (int)_hashes.Length));
        header.Nsec3Salt = (uint)(image.Length / ImageHeader.Unit);
        header.Nsec3SaltLength = (byte)_salt.Length;
        image.Append(_salt);
        image.Align(ImageHeader.Unit);
        TieNames(image, names, header.DenialCount);
    }

    public void Dispose()
    {
        _hashes.Dispose();
        _positions.Dispose();
    }

    private void TieNames(NativeBuffer image, NativeBuffer names, uint count)
    {
        Span<byte> name = stackalloc byte[WireName.MaxLength];
        Span<byte> hash = stackalloc byte[Nsec3Hash.Length];
        ReadOnlySpan<byte> origin = _contents.Origin.Wire;
        var entries = (IndexedName*)names.Start;
        for (long i = 0; i < names.Length / sizeof(IndexedName); i++)
        {
            var node = (NodeHeader*)(image.Start + ((long)entries[i].Node * ImageHeader.Unit));
            if (node->Flags.Has(NodeFlags.Covered))
            {
                continue;
            }

            var relative = new ReadOnlySpan<byte>(NodeHeader.Name(node), node->NameLength);
            WireName.ToLower(relative, name);
            WireName.ToLower(origin, name[relative.Length..]);
            Nsec3Hash.Compute(name[..(relative.Length + origin.Length)], _salt, _iterations, hash);
            node->Denial = Nsec3Hash.Find(_hashes.Start, count, hash, out bool isMatch);
            node->Flags = (node->Flags & ~NodeFlags.OwnsDenial) | (isMatch ? NodeFlags.OwnsDenial : NodeFlags.None);
        }
    }

    private bool HasOurParameters(ReadOnlySpan<byte> rdata) =>
        rdata[0] == 1 && BinaryPrimitives.ReadUInt16BigEndian(rdata[2..]) == _iterations
        && rdata.Slice(5, rdata[4]).SequenceEqual(_salt);

    private static bool TryReadParameters(in RRsetView rrset, out ushort iterations, out byte[] salt)
    {
        for (int i = 0; i < rrset.Count; i++)
        {
            ReadOnlySpan<byte> rdata = rrset.Rdata(i);
            if (rdata is [1, 0, ..])
            {
                iterations = BinaryPrimitives.ReadUInt16BigEndian(rdata[2..]);
                salt = rdata.Slice(5, rdata[4]).ToArray();
                return true;
            }
        }

        iterations = 0;
        salt = [];
        return false;
    }
}
