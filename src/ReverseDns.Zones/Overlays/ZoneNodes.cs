using ReverseDns.Protocol;
using ReverseDns.Zones.Compiled;

namespace ReverseDns.Zones.Overlays;

/// <summary>
/// Goes through the nodes of a zone in canonical order, those of base image and overlay together: the names, empty
/// non-terminals included, and the records of the NSEC3 chain (<see cref="NodeFlags.Hashed"/>), which come before an
/// ordinary node of the same name.
/// </summary>
internal unsafe struct ZoneNodes
{
    private readonly CompiledZone _zone;
    private readonly byte[] _above;
    private readonly int _changedEnd;
    private NodeHeader* _base;
    private readonly byte* _baseEnd;
    private int _changed;

    /// <summary>All nodes.</summary>
    public ZoneNodes(CompiledZone zone)
    {
        _zone = zone;
        _above = [];
        _changedEnd = zone.Names.Length;
        _base = (NodeHeader*)(zone.Image + sizeof(ImageHeader));

        // Behind the last node, and a few octets to align them, lie the slots of the index.
        _baseEnd = zone.Image + ((long)zone.Header.Slots * ImageHeader.Unit) - sizeof(NodeHeader);
    }

    /// <summary>Those strictly below the name of a node.</summary>
    public ZoneNodes(CompiledZone zone, NodeHeader* top)
        : this(zone)
    {
        byte* name = stackalloc byte[WireName.MaxLength];
        WireName.ToLower(new ReadOnlySpan<byte>(NodeHeader.Name(top), top->NameLength), new Span<byte>(name, WireName.MaxLength));
        zone.OriginWire.CopyTo(new Span<byte>(name + top->NameLength, zone.OriginLength));
        _above = new ReadOnlySpan<byte>(name, top->NameLength).ToArray();
        ulong hash = NameIndex.HashOf(NameHash.Process, new ReadOnlySpan<byte>(name, top->NameLength + zone.OriginLength));
        uint inBase = NameIndex.Find(zone.Image, zone.Header, hash, name, _above.Length);
        _base = inBase == 0 ? (NodeHeader*)_baseEnd + 1 : Next((NodeHeader*)(zone.Image + ((long)inBase * ImageHeader.Unit)));
        _changed = FirstBelow();
        for (_changedEnd = _changed; _changedEnd < zone.Names.Length && IsBelow(Changed(_changedEnd)); _changedEnd++)
        {
        }
    }

    public NodeHeader* Current { get; private set; }

    public bool MoveNext()
    {
        while (true)
        {
            bool hasBase = HasBase();
            bool hasChanged = _changed < _changedEnd;
            if (!hasBase && !hasChanged)
            {
                return false;
            }

            NodeHeader* changed = hasChanged ? Changed(_changed) : null;
            int order = !hasChanged ? -1 : !hasBase ? 1 : NodeOrder.CompareKinds(_base, changed);
            NodeHeader* current = order < 0 ? _base : changed;
            if (order <= 0)
            {
                _base = Next(_base);
            }

            _changed += order >= 0 ? 1 : 0;
            if (!current->Flags.Has(NodeFlags.Removed))
            {
                Current = current;
                return true;
            }
        }
    }

    private readonly bool HasBase() => (byte*)_base <= _baseEnd && (_above.Length == 0 || IsBelow(_base));

    private readonly NodeHeader* Changed(int index) => _zone.Node(_zone.Names[index].Node);

    private readonly NodeHeader* Next(NodeHeader* node)
    {
        long length = NodeHeader.End(node) - _zone.Image;
        return (NodeHeader*)(_zone.Image + ((length + ImageHeader.Unit - 1) & -ImageHeader.Unit));
    }

    private readonly bool IsBelow(NodeHeader* node)
    {
        int start = node->NameLength - _above.Length;
        if (start <= 0)
        {
            return false;
        }

        byte* name = NodeHeader.Name(node);
        int position = 0;
        while (position < start)
        {
            position += name[position] + 1;
        }

        return position == start && WireName.Equal(new ReadOnlySpan<byte>(name + start, _above.Length), _above);
    }

    /// <summary>The first changed name behind the one that all are below.</summary>
    private readonly int FirstBelow()
    {
        Span<byte> starts = stackalloc byte[WireName.MaxLabels];
        int labels = NodeOrder.LabelStarts(_above, starts);
        int low = 0;
        int high = _zone.Names.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (NodeOrder.Compare(Changed(middle), _above, starts, labels) <= 0)
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
}
