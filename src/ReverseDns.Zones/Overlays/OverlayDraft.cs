using System.Numerics;
using ReverseDns.Zones.Compiled;

namespace ReverseDns.Zones.Overlays;

/// <summary>
/// The nodes of a version in the making. They lie at the end of the arena, where no reader looks before the version is
/// published, and may change until then; a node of an earlier version is copied first. Positions stay good, addresses
/// only until the next node is appended.
/// </summary>
internal sealed unsafe class OverlayDraft : IDisposable
{
    private readonly CompiledZone _zone;
    private readonly NativeBuffer _fresh = new(1 << 12);
    private readonly NativeBuffer _copy = new(1 << 12);
    private readonly uint _firstFresh;
    private readonly long _arenaLength;
    private NativeBuffer _slots;
    private OverlayIndex _index;
    private uint _used;

    /// <summary>The caller may write to the zone's arena.</summary>
    public OverlayDraft(CompiledZone zone)
    {
        _zone = zone;
        Arena = zone.Overlay?.Arena ?? OverlayArena.Behind(zone.ImageLength);
        _arenaLength = Arena.Length;
        _firstFresh = Arena.First + (uint)(Arena.Length / ImageHeader.Unit);
        _used = (uint)zone.Names.Length;
        _slots = CopyOf(zone.Overlay is { } overlay ? overlay.Index : default);
        NameCount = zone.Header.Nodes;
    }

    /// <summary>The arena of the version before, or a copy that has room for more.</summary>
    public OverlayArena Arena { get; private set; }

    /// <summary>Ordinary names there are.</summary>
    public uint NameCount { get; private set; }

    /// <summary>The nodes that this version adds.</summary>
    public Span<uint> Fresh => new(_fresh.Start, (int)(_fresh.Length / sizeof(uint)));

    public OverlayIndex Index => _index;

    public NodeHeader* Node(uint position) => (NodeHeader*)(
        (position < Arena.First ? _zone.Image : Arena.Origin) + ((long)position * ImageHeader.Unit));

    public bool IsFresh(uint position) => position >= _firstFresh;

    /// <summary>The node of the suffix of a name that starts at a label; 0 when there is none.</summary>
    public uint Find(QueryName* name, int label)
    {
        uint changed = FindChanged(name, label);
        return changed == 0 ? FindInBase(name, label)
            : Node(changed)->Flags.Has(NodeFlags.Removed) ? 0
            : changed;
    }

    public uint FindInBase(QueryName* name, int label)
    {
        int start = name->Offsets[label];
        return NameIndex.Find(
            _zone.Image, _zone.Header, name->Hashes[label], name->Lower + start, name->Length - start - _zone.OriginLength);
    }

    /// <summary>Appends a node, which becomes the one of the name.</summary>
    public uint Put(QueryName* name, int label, ReadOnlySpan<byte> node)
    {
        uint old = FindChanged(name, label);
        uint position = Append(node);
        if (old == 0)
        {
            _used++;
            if (_used * 2 > _index.Count)
            {
                Rehash(_index.Count * 2);
            }
        }

        _index.Set(name->Hashes[label], old, position);
        return position;
    }

    /// <summary>Appends what is no node, or one that the name index does not have.</summary>
    public uint Append(ReadOnlySpan<byte> octets, bool isNode = true)
    {
        uint position = Arena.Append(octets);
        if (position == 0)
        {
            OverlayArena grown = Arena.Grow(octets.Length);
            Abandon();
            Arena = grown;
            position = Arena.Append(octets);
        }

        if (position == 0)
        {
            throw new InvalidOperationException($"the changes of {_zone.Origin} do not fit behind its image");
        }

        if (isNode)
        {
            *(uint*)_fresh.Append(sizeof(uint)) = position;
        }

        return position;
    }

    /// <summary>The node of an existing name, as one that may change.</summary>
    public uint Own(QueryName* name, int label)
    {
        uint position = Find(name, label);
        if (IsFresh(position))
        {
            return position;
        }

        NodeHeader* node = Node(position);
        _copy.Shrink(0);
        _copy.Append(new ReadOnlySpan<byte>(node, (int)(NodeHeader.End(node) - (byte*)node)));
        return Put(name, label, new ReadOnlySpan<byte>(_copy.Start, (int)_copy.Length));
    }

    /// <summary>Tells the names above of one more that exists, whose node has been put in; makes empty non-terminals of those missing.</summary>
    public void Attach(QueryName* name)
    {
        NameCount++;
        int apex = name->Labels - _zone.OriginLabels;
        for (int label = 1; label <= apex; label++)
        {
            bool exists = Find(name, label) != 0;
            NodeHeader* parent = Node(exists ? Own(name, label) : PutEmpty(name, label));
            parent->Children++;
            parent->Flags |= IsWildcard(name, label - 1) ? NodeFlags.HasWildcard : NodeFlags.None;
            if (exists)
            {
                return;
            }

            NameCount++;
        }
    }

    /// <summary>Takes out a name that has neither records nor names below, and empty non-terminals above that only it made.</summary>
    public void Detach(QueryName* name)
    {
        int apex = name->Labels - _zone.OriginLabels;
        for (int label = 0; label < apex; label++)
        {
            NodeHeader* gone = Node(Own(name, label));
            gone->Flags = (gone->Flags & NodeFlags.HasUpperCase) | NodeFlags.Removed;
            NameCount--;
            NodeHeader* parent = Node(Own(name, label + 1));
            parent->Children--;
            parent->Flags &= IsWildcard(name, label) ? ~NodeFlags.HasWildcard : (NodeFlags)ushort.MaxValue;
            if (parent->Children > 0 || parent->RRsetCount > 0)
            {
                return;
            }
        }
    }

    /// <summary>Puts the nodes that this version adds into canonical order.</summary>
    public void SortFresh() => Fresh.Sort(new FreshOrder(this));

    /// <summary>Hands over the slots of the index, which cannot be searched any more.</summary>
    public NativeBuffer TakeSlots(out uint count)
    {
        NativeBuffer slots = _slots;
        count = _index.Count;
        _slots = new NativeBuffer(0);
        _index = default;
        return slots;
    }

    /// <summary>Takes back what has been appended to an arena that other versions have; any other goes.</summary>
    public void Abandon()
    {
        if (Arena == _zone.Overlay?.Arena)
        {
            Arena.Shrink(_arenaLength);
        }
        else
        {
            Arena.Dispose();
        }
    }

    /// <summary>The version has its share in the arena.</summary>
    public void Complete()
    {
        if (Arena != _zone.Overlay?.Arena)
        {
            Arena.Dispose();
        }
    }

    public void Dispose()
    {
        _fresh.Dispose();
        _copy.Dispose();
        _slots.Dispose();
    }

    private uint FindChanged(QueryName* name, int label)
    {
        int start = name->Offsets[label];
        return _index.Find(
            Arena.Origin, name->Hashes[label], name->Lower + start, name->Length - start - _zone.OriginLength);
    }

    private uint PutEmpty(QueryName* name, int label)
    {
        int start = name->Offsets[label];
        int length = name->Length - start - _zone.OriginLength;
        _copy.Shrink(0);
        NodeHeader node = default;
        node.NameLength = (byte)length;
        node.Labels = (byte)(name->Labels - _zone.OriginLabels - label);
        _copy.Append(new ReadOnlySpan<byte>(&node, sizeof(NodeHeader)));
        _copy.Append(new ReadOnlySpan<byte>(name->Lower + start, length));
        return Put(name, label, new ReadOnlySpan<byte>(_copy.Start, (int)_copy.Length));
    }

    private static bool IsWildcard(QueryName* name, int label) =>
        name->Lower[name->Offsets[label]] == 1 && name->Lower[name->Offsets[label] + 1] == '*';

    private NativeBuffer CopyOf(OverlayIndex index)
    {
        const int Smallest = 64;
        uint count = Math.Max(Smallest, index.Count);
        NativeBuffer slots = Slots(count);
        if (index.Count > 0)
        {
            new ReadOnlySpan<NameIndex.Slot>(index.Slots, (int)count).CopyTo(new Span<NameIndex.Slot>(slots.Start, (int)count));
        }

        _index = new OverlayIndex((NameIndex.Slot*)slots.Start, count);
        return slots;
    }

    /// <summary>Slots have no more than the low half of the hash, and that is all they are ordered by.</summary>
    private void Rehash(uint count)
    {
        NativeBuffer slots = Slots(count);
        var next = new OverlayIndex((NameIndex.Slot*)slots.Start, count);
        for (uint i = 0; i < _index.Count; i++)
        {
            if (_index.Slots[i].Node != 0)
            {
                next.Set(_index.Slots[i].Tag, old: 0, _index.Slots[i].Node);
            }
        }

        _slots.Dispose();
        (_slots, _index) = (slots, next);
    }

    private static NativeBuffer Slots(uint count)
    {
        int length = (int)BitOperations.RoundUpToPowerOf2(count) * sizeof(NameIndex.Slot);
        var slots = new NativeBuffer(length);
        new Span<byte>(slots.Append(length), length).Clear();
        return slots;
    }

    private readonly struct FreshOrder(OverlayDraft draft) : IComparer<uint>
    {
        public int Compare(uint x, uint y) => NodeOrder.CompareKinds(draft.Node(x), draft.Node(y));
    }
}
