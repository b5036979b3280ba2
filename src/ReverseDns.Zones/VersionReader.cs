using ReverseDns.Protocol;
using ReverseDns.Zones.Compiled;
using ReverseDns.Zones.Overlays;

namespace ReverseDns.Zones;

/// <summary>
/// Looks into a compiled version as whoever makes the next one must: at single owners, at what lies below a name, and along
/// the chain that denies names. One thread at a time, and not after the version has been disposed.
/// </summary>
public sealed unsafe class VersionReader(CompiledZone zone)
{
    private readonly OwnerSearch _owners = new(zone);
    private readonly NodeRecords _records = new(zone.Origin);

    /// <summary>NSEC or NSEC3, by which the version denies names; None for a version that proves nothing.</summary>
    public RecordType Denial =>
        zone.Header.Flags.Has(ImageFlags.Nsec3) ? RecordType.NSEC3
        : zone.Header.Flags.Has(ImageFlags.Nsec) ? RecordType.NSEC
        : RecordType.None;

    public bool HasRRset(ReadOnlySpan<byte> owner, RecordType type)
    {
        NodeHeader* node = _owners.Find(owner);
        RRsetEntry* entry = node == null ? null : NodeHeader.Find(node, type, out _);
        return entry != null && entry->Count > 0;
    }

    /// <summary>The name has records, other than those of an NSEC3 chain.</summary>
    public bool OwnsRecords(ReadOnlySpan<byte> name)
    {
        NodeHeader* node = _owners.Find(name);
        return node != null && node->RRsetCount > 0 && !node->Flags.Has(NodeFlags.Hashed);
    }

    /// <summary>Adds the RRsets of an owner, each with its signatures.</summary>
    /// <param name="takes">Says of a type whether it is wanted.</param>
    public void AddRecords(ReadOnlySpan<byte> owner, ZoneContentsBuilder builder, Func<RecordType, bool> takes)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(takes);
        NodeHeader* node = _owners.Find(owner);
        if (node == null)
        {
            return;
        }

        ReadOnlySpan<byte> name = _records.Owner(node);
        RRsetEntry* entry = NodeHeader.Entries(node);
        byte* block = NodeHeader.Name(node) + node->NameLength;
        for (int i = 0; i < node->RRsetCount; i++, block += entry->BlockLength, entry++)
        {
            BlockReader records = _records.Read(entry, block);
            bool wanted = takes(entry->Type);
            while (wanted && records.MoveNext())
            {
                builder.Add(name, records.Type, records.Ttl, records.Rdata);
            }
        }
    }

    /// <summary>The RDATA of the first record of an RRset; null when there is none.</summary>
    public byte[]? FindRdata(ReadOnlySpan<byte> owner, RecordType type)
    {
        byte* block = null;
        NodeHeader* node = _owners.Find(owner);
        RRsetEntry* entry = node == null ? null : NodeHeader.Find(node, type, out block);
        if (entry == null || entry->Count == 0)
        {
            return null;
        }

        BlockReader records = _records.Read(entry, block);
        return records.MoveNext() ? records.Rdata.ToArray() : null;
    }

    /// <summary>Adds the owners of records strictly below a name, other than those of an NSEC3 chain.</summary>
    public void AddOwnersBelow(ReadOnlySpan<byte> name, ICollection<DomainName> owners)
    {
        ArgumentNullException.ThrowIfNull(owners);
        NodeHeader* top = _owners.Find(name);
        if (top == null || top->Flags.Has(NodeFlags.Hashed))
        {
            return;
        }

        var nodes = new ZoneNodes(zone, top);
        while (nodes.MoveNext())
        {
            if (nodes.Current->RRsetCount > 0 && !nodes.Current->Flags.Has(NodeFlags.Hashed))
            {
                owners.Add(DomainName.FromWire(_records.Owner(nodes.Current)));
            }
        }
    }

    /// <summary>Says that there is an owner of records strictly below a name, other than those named and those of an NSEC3 chain.</summary>
    public bool HasOwnersBelow(ReadOnlySpan<byte> name, IReadOnlySet<DomainName> except)
    {
        ArgumentNullException.ThrowIfNull(except);
        NodeHeader* top = _owners.Find(name);
        if (top == null || top->Flags.Has(NodeFlags.Hashed))
        {
            return false;
        }

        var nodes = new ZoneNodes(zone, top);
        while (nodes.MoveNext())
        {
            if (nodes.Current->RRsetCount > 0 && !nodes.Current->Flags.Has(NodeFlags.Hashed)
                && !except.Contains(DomainName.FromWire(_records.Owner(nodes.Current))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The owner of the last NSEC or NSEC3 record before the one that a name has or would have, in the circle of the chain.</summary>
    /// <param name="owner">For NSEC a name below the apex; for NSEC3 a <see cref="HashedOwner"/>.</param>
    public DomainName DenialOwnerBefore(ReadOnlySpan<byte> owner)
    {
        uint found = zone.Header.Flags.Has(ImageFlags.Nsec3) ? HashBefore(owner) : NameBefore(owner);
        return DomainName.FromWire(_records.Owner(zone.Node(found)));
    }

    /// <summary>The zone cuts of the version, in one pass over its names.</summary>
    public int CountDelegations()
    {
        int count = 0;
        var nodes = new ZoneNodes(zone);
        while (nodes.MoveNext())
        {
            count += nodes.Current->Flags.Has(NodeFlags.Cut) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Shows each RRSIG record to the visitor, by owner in canonical order.</summary>
    public void VisitSignatures(SignatureVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        var nodes = new ZoneNodes(zone);
        while (nodes.MoveNext())
        {
            if (!nodes.Current->Flags.Has(NodeFlags.Twin))
            {
                Visit(nodes.Current, visitor);
            }
        }
    }

    private void Visit(NodeHeader* node, SignatureVisitor visitor)
    {
        RRsetEntry* entry = NodeHeader.Entries(node);
        byte* block = NodeHeader.Name(node) + node->NameLength;
        for (int i = 0; i < node->RRsetCount; i++, block += entry->BlockLength, entry++)
        {
            BlockReader records = _records.Read(entry, block);
            while (entry->SignatureCount > 0 && records.MoveNext())
            {
                if (records.Type == RecordType.RRSIG)
                {
                    visitor(_records.Owner(node), records.Rdata);
                }
            }
        }
    }

    private uint NameBefore(ReadOnlySpan<byte> owner)
    {
        Span<byte> lower = stackalloc byte[WireName.MaxLength];
        ReadOnlySpan<byte> relative = owner[..^zone.OriginLength];
        WireName.ToLower(relative, lower);
        NodeHeader* above = null;
        for (ReadOnlySpan<byte> name = owner; above == null || above->Flags.Has(NodeFlags.Covered);)
        {
            name = WireName.Skip(name, 1);
            above = _owners.Find(name);
        }

        return NsecChain.StrictlyBefore(zone, above, lower[..relative.Length]);
    }

    private uint HashBefore(ReadOnlySpan<byte> owner)
    {
        Span<byte> hash = stackalloc byte[Nsec3Hash.Length];
        if (!HashedOwner.TryRead(owner, zone.OriginWire, hash))
        {
            throw new ArgumentException($"{WireName.ToString(owner)} is no hashed owner of {zone.Origin}", nameof(owner));
        }

        // The number before this one; before zero comes the largest.
        for (int i = hash.Length - 1; i >= 0 && hash[i]-- == 0; i--)
        {
        }

        return Nsec3Search.AtOrBefore(zone, hash);
    }
}
