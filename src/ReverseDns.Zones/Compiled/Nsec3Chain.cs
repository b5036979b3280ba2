using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>
/// Collects the NSEC3 records of the chain that the apex's NSEC3PARAM names (flags 0, SHA-1; RFC 5155, section 4) and
/// ties each name of the zone to the record that matches or covers its hash.
/// </summary>
internal sealed unsafe class Nsec3Chain : IDisposable
{
    private readonly DomainName _origin;
    private readonly Nsec3Parameters? _parameters;
    private readonly NativeBuffer _hashes = new(1 << 12);
    private readonly NativeBuffer _positions = new(1 << 12);

    /// <param name="first">Has the apex.</param>
    public Nsec3Chain(ZoneContents first)
    {
        _origin = first.Origin;
        _parameters = Nsec3Parameters.Of(first);
    }

    /// <summary>At least one record of the chain has been added.</summary>
    public bool IsPresent => _hashes.Length > 0;

    /// <summary>Says whether an owner, given by the positions of its records, is part of the chain.</summary>
    public Nsec3Owner RoleOf(ZoneContents contents, ReadOnlySpan<byte> relative, int first, int end) =>
        _parameters?.RoleOf(contents, relative, first, end) ?? Nsec3Owner.None;

    /// <summary>Owners come in canonical order, which is the order of their hashes.</summary>
    public void Add(ReadOnlySpan<byte> relative, uint position)
    {
        Nsec3Hash.TryDecode(relative[1..], new Span<byte>(_hashes.Append(Nsec3Hash.Length), Nsec3Hash.Length));
        *(uint*)_positions.Append(sizeof(uint)) = position;
    }

    public void Append(NativeBuffer image, NativeBuffer names, ref ImageHeader header)
    {
        ReadOnlySpan<byte> salt = _parameters!.Salt;
        image.Align(ImageHeader.Unit);
        header.Flags |= ImageFlags.Nsec3;
        header.Nsec3Iterations = _parameters.Iterations;
        header.DenialCount = (uint)(_positions.Length / sizeof(uint));
        header.Denial = (uint)(image.Length / ImageHeader.Unit);
        image.Append(new ReadOnlySpan<byte>(_positions.Start, (int)_positions.Length));
        header.Nsec3Hashes = (uint)(image.Length / ImageHeader.Unit);
        image.Append(new ReadOnlySpan<byte>(_hashes.Start, (int)_hashes.Length));
        header.Nsec3Salt = (uint)(image.Length / ImageHeader.Unit);
        header.Nsec3SaltLength = (byte)salt.Length;
        image.Append(salt);
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
        Span<byte> hash = stackalloc byte[Nsec3Hash.Length];
        ReadOnlySpan<byte> origin = _origin.Wire;
        var entries = (IndexedName*)names.Start;
        for (long i = 0; i < names.Length / sizeof(IndexedName); i++)
        {
            var node = (NodeHeader*)(image.Start + ((long)entries[i].Node * ImageHeader.Unit));
            if (node->Flags.Has(NodeFlags.Covered))
            {
                continue;
            }

            Nsec3Parameters.Hash(node, origin, _parameters!.Salt, _parameters.Iterations, hash);
            node->Denial = Nsec3Hash.Find(_hashes.Start, count, hash, out bool isMatch);
            node->Flags = (node->Flags & ~NodeFlags.OwnsDenial) | (isMatch ? NodeFlags.OwnsDenial : NodeFlags.None);
        }
    }
}
