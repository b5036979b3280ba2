using ReverseDns.Protocol;
using ReverseDns.Zones.Compiled;

namespace ReverseDns.Zones.Overlays;

/// <summary>
/// Makes the next version of a zone out of one and the records that the changed owners have then: writes the nodes of all
/// names whose state is another, and the tables that lead to them.
/// </summary>
internal sealed unsafe class OverlayCompiler : IDisposable
{
    private readonly CompiledZone _zone;
    private readonly ZoneContents _records;
    private readonly OverlayDraft _draft;
    private readonly NodeWriter _writer;
    private readonly NodeFinisher _finisher;
    private readonly LinkDraft? _links;
    private readonly Nsec3Parameters? _parameters;
    private readonly NodeRecords _names;
    private readonly NativeBuffer _node = new(1 << 12);
    private readonly List<uint> _emptied = [];
    private readonly List<uint> _rulings = [];
    private QueryName* _name;
    private long _left;

    /// <param name="records">All records that the owners in the diff have afterwards.</param>
    public OverlayCompiler(CompiledZone zone, ZoneContents records)
    {
        _zone = zone;
        _records = records;
        _draft = new OverlayDraft(zone);
        _writer = new NodeWriter(records.Origin);
        _finisher = new NodeFinisher(zone, _draft);
        _names = new NodeRecords(zone.Origin);
        if (zone.Header.Flags.Has(ImageFlags.Nsec3))
        {
            _parameters = Nsec3Parameters.Of(zone.Image, zone.Header);
            _links = new LinkDraft(zone, _draft);
        }
    }

    /// <summary>Null when the zone must be compiled whole: no NSEC3 chain would be left, or too many names be covered by others.</summary>
    /// <param name="limit">Names besides those in the diff whose nodes may change.</param>
    public CompiledZone? Run(ZoneDiff diff, long limit)
    {
        _left = limit;
        QueryName name = default;
        _name = &name;
        bool changesApex = false;
        var owners = new ChangedOwners(diff.Removed, diff.Added);
        int first = 0;
        while (owners.MoveNext())
        {
            int end = first < _records.RecordCount && WireName.Equal(PackedRecord.Owner(_records.Record(first)), owners.Owner)
                ? ChangedOwners.EndOfOwner(_records, first)
                : first;
            ReadOnlySpan<byte> owner = end > first ? PackedRecord.Owner(_records.Record(first)) : owners.Owner;
            changesApex |= owner.Length == _zone.OriginLength;
            Change(owner, first, end);
            first = end;
        }

        foreach (uint position in _emptied)
        {
            NodeHeader* node = _draft.Node(position);
            if (node->Children == 0 && !node->Flags.Has(NodeFlags.Removed))
            {
                Read(node);
                _draft.Detach(_name);
            }
        }

        return !_rulings.TrueForAll(TryOwnBelow) || _links?.IsChain == false
            ? null
            : Finish(changesApex, _zone.RecordCount + diff.Added.RecordCount - diff.Removed.RecordCount);
    }

    public void Abandon() => _draft.Abandon();

    public void Dispose()
    {
        _draft.Dispose();
        _writer.Dispose();
        _finisher.Dispose();
        _links?.Dispose();
        _node.Dispose();
    }

    /// <summary>Writes the node of an owner in the diff; its records stand from a position up to an end, none if that is the same.</summary>
    private void Change(ReadOnlySpan<byte> owner, int first, int end)
    {
        fixed (byte* wire = owner)
        {
            QueryName.Read(ref *_name, wire, NameHash.Process);
        }

        ReadOnlySpan<byte> relative = owner[..^_zone.OriginLength];
        Nsec3Owner role = _parameters?.RoleOf(_records, relative, first, end) ?? Nsec3Owner.None;
        _links?.Change(relative, role == Nsec3Owner.None ? [] : Write(relative, first, end), role);
        int count = role == Nsec3Owner.Alone ? 0 : end - first;
        uint old = _draft.Find(_name, 0);
        if (old != 0 || count > 0)
        {
            Put(old, Write(relative, first, first + count));
        }
    }

    private void Put(uint old, Span<byte> octets)
    {
        bool ruled = false;
        uint children = 0;
        NodeFlags kept = NodeFlags.None;
        if (old != 0)
        {
            NodeHeader* before = _draft.Node(old);
            children = before->Children;
            kept = before->Flags & NodeFlags.HasWildcard;
            ruled = NodeFinisher.Rules(before);
        }

        fixed (byte* start = octets)
        {
            var node = (NodeHeader*)start;
            node->Children = children;
            node->Flags |= kept;
            node->Labels = (byte)(_name->Labels - _zone.OriginLabels);
        }

        uint position = _draft.Put(_name, 0, octets);
        NodeHeader* put = _draft.Node(position);
        if (children > 0 && NodeFinisher.Rules(put) != ruled)
        {
            _rulings.Add(position);
        }

        if (put->RRsetCount == 0)
        {
            _emptied.Add(position);
        }

        if (old == 0)
        {
            _draft.Attach(_name);
        }
    }

    private Span<byte> Write(ReadOnlySpan<byte> relative, int first, int end)
    {
        _node.Shrink(0);
        _writer.Append(_records, _node, relative, first, end);
        return new Span<byte>(_node.Start, (int)_node.Length);
    }

    /// <summary>The names below one that has become a cut or DNAME, or is none any more, are covered by others now; false when they are too many.</summary>
    private bool TryOwnBelow(uint position)
    {
        var below = new ZoneNodes(_zone, _draft.Node(position));
        while (below.MoveNext())
        {
            if (_left-- == 0)
            {
                return false;
            }

            if (!below.Current->Flags.Has(NodeFlags.Hashed))
            {
                Read(below.Current);
                if (_draft.Find(_name, 0) != 0)
                {
                    _draft.Own(_name, 0);
                }
            }
        }

        return true;
    }

    private CompiledZone Finish(bool changesApex, int recordCount)
    {
        _draft.SortFresh();
        var changes = new OverlayName[_draft.Fresh.Length];
        for (int i = 0; i < changes.Length; i++)
        {
            uint position = _draft.Fresh[i];
            Read(_draft.Node(position));
            changes[i] = _finisher.Finish(position, _name);
        }

        ref ImageHeader header = ref _finisher.Header;
        header.Nodes = _draft.NameCount;
        if (changesApex)
        {
            _node.Shrink(0);
            header.Serial = _writer.AppendNegativeSoa(_records, _node);
            header.NegativeSoa = _draft.Append(new ReadOnlySpan<byte>(_node.Start, (int)_node.Length), isNode: false);
        }

        NativeBuffer tables = _draft.TakeSlots(out uint slots);
        int names = NameDraft.Append(tables, _zone, _draft, changes);
        int links = _links?.Append(tables) ?? 0;
        var memory = new OverlayMemory(_zone.ImageMemory, _draft.Arena, tables, slots, names, links);
        _draft.Complete();
        return new CompiledZone(_zone, memory, header, recordCount);
    }

    private void Read(NodeHeader* node)
    {
        fixed (byte* wire = _names.Owner(node))
        {
            QueryName.Read(ref *_name, wire, NameHash.Process);
        }
    }
}
