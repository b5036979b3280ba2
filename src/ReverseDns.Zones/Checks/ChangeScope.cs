using ReverseDns.Protocol;
using ReverseDns.Zones.Compiled;
using ReverseDns.Zones.Overlays;

namespace ReverseDns.Zones;

/// <summary>
/// Collects what a change can have made wrong: the names it touches and the apex, whole; the names below a cut or a DNAME
/// that came or went; and, unchecked themselves, what those are judged by: the names above them, and the hosts that their
/// records name with the names above those.
/// </summary>
internal sealed unsafe class ChangeScope : IDisposable
{
    /// <summary>A change that touches more is judged by checking the zone as a whole.</summary>
    private const int MostNames = 1 << 17;

    private readonly CompiledZone _zone;
    private readonly ZoneDiff _diff;
    private readonly OwnerSearch _owners;
    private readonly NodeRecords _records;
    private readonly ZoneContentsBuilder _builder;
    private readonly HashSet<DomainName> _checked = [];
    private readonly HashSet<DomainName> _taken = [];

    public ChangeScope(CompiledZone zone, ZoneDiff diff)
    {
        (_zone, _diff) = (zone, diff);
        _owners = new OwnerSearch(zone);
        _records = new NodeRecords(zone.Origin);
        _builder = new ZoneContentsBuilder(zone.Origin);
    }

    /// <summary>The names to be checked.</summary>
    public IReadOnlySet<DomainName> Names => _checked;

    /// <summary>Null when there are too many.</summary>
    public ZoneContents? Collect()
    {
        Check(_zone.Origin.Wire);
        Check(_diff.Removed);
        Check(_diff.Added);
        return _taken.Count <= MostNames ? _builder.Build() : null;
    }

    public void Dispose() => _builder.Dispose();

    private void Check(ZoneContents side)
    {
        foreach (RRsetView rrset in side)
        {
            if (_taken.Count > MostNames)
            {
                return;
            }

            if (rrset.IsFirstOfOwner)
            {
                Check(rrset.Owner);
            }

            if (rrset.Type is RecordType.NS or RecordType.DNAME && HasComeOrGone(rrset))
            {
                CheckBelow(rrset.Owner);
            }
        }
    }

    private void Check(ReadOnlySpan<byte> owner)
    {
        if (!_checked.Add(DomainName.FromWire(owner)))
        {
            return;
        }

        TakeWithParents(owner, wildcards: false);
        NodeHeader* node = _owners.Find(owner);
        if (node == null)
        {
            return;
        }

        RRsetEntry* entry = NodeHeader.Entries(node);
        byte* block = NodeHeader.Name(node) + node->NameLength;
        for (int i = 0; i < node->RRsetCount; i++, block += entry->BlockLength, entry++)
        {
            int skip = TargetCheck.OffsetOf(entry->Type);
            BlockReader records = _records.Read(entry, block);
            while (skip >= 0 && records.MoveNext())
            {
                if (records.Type == entry->Type && WireName.IsAtOrBelow(records.Rdata[skip..], _zone.Origin.Wire))
                {
                    TakeWithParents(records.Rdata[skip..].ToArray(), wildcards: true);
                }
            }
        }
    }

    /// <summary>All names below one; those that denial alone has are among them.</summary>
    private void CheckBelow(ReadOnlySpan<byte> owner)
    {
        NodeHeader* top = _owners.Find(owner);
        if (top == null)
        {
            return;
        }

        var nodes = new ZoneNodes(_zone, top);
        while (nodes.MoveNext() && _taken.Count <= MostNames)
        {
            if (nodes.Current->RRsetCount > 0)
            {
                Check(_records.Owner(nodes.Current).ToArray());
            }
        }
    }

    /// <summary>True unless the RRset was there before and after.</summary>
    private bool HasComeOrGone(in RRsetView changed)
    {
        NodeHeader* node = _owners.Find(changed.Owner);
        RRsetEntry* entry = node == null ? null : NodeHeader.Find(node, changed.Type, out _);
        int after = entry == null ? 0 : entry->Count;
        int added = CountOf(_diff.Added, changed);
        return after == 0 || after - added + CountOf(_diff.Removed, changed) == 0;
    }

    private static int CountOf(ZoneContents side, in RRsetView rrset) =>
        side.TryFind(rrset.Owner, rrset.Type, out RRsetView found) ? found.Count : 0;

    private void TakeWithParents(ReadOnlySpan<byte> name, bool wildcards)
    {
        Span<byte> wildcard = stackalloc byte[WireName.MaxLength + 2];
        Take(name);
        while (name.Length > _zone.OriginLength)
        {
            name = WireName.Skip(name, 1);
            Take(name);
            if (wildcards && name.Length + 2 <= WireName.MaxLength)
            {
                wildcard[0] = 1;
                wildcard[1] = (byte)'*';
                name.CopyTo(wildcard[2..]);
                Take(wildcard[..(name.Length + 2)]);
            }
        }
    }

    private void Take(ReadOnlySpan<byte> name)
    {
        if (!_taken.Add(DomainName.FromWire(name)))
        {
            return;
        }

        NodeHeader* node = _owners.Find(name);
        if (node != null && node->RRsetCount == 0)
        {
            // That the name exists shows in the first one below it that owns something.
            var nodes = new ZoneNodes(_zone, node);
            while (node->RRsetCount == 0 && nodes.MoveNext())
            {
                node = nodes.Current;
            }

            if (!_taken.Add(DomainName.FromWire(_records.Owner(node))))
            {
                return;
            }
        }

        if (node != null)
        {
            AddRecords(node);
        }
    }

    /// <summary>Adds a node's records, with their lines as far as the change came from a file.</summary>
    private void AddRecords(NodeHeader* node)
    {
        byte[] owner = _records.Owner(node).ToArray();
        RRsetEntry* entry = NodeHeader.Entries(node);
        byte* block = NodeHeader.Name(node) + node->NameLength;
        for (int i = 0; i < node->RRsetCount; i++, block += entry->BlockLength, entry++)
        {
            BlockReader records = _records.Read(entry, block);
            while (records.MoveNext())
            {
                (int file, int line) = PlaceOf(owner, records.Type, records.Rdata);
                _builder.Add(owner, records.Type, records.Ttl, records.Rdata, file, line);
            }
        }
    }

    private (int File, int Line) PlaceOf(ReadOnlySpan<byte> owner, RecordType type, ReadOnlySpan<byte> rdata)
    {
        if (_diff.Added.TryFind(owner, type, out RRsetView rrset))
        {
            for (int i = 0; i < rrset.Count; i++)
            {
                if (rrset.Rdata(i).SequenceEqual(rdata))
                {
                    return (rrset.File(i), rrset.Line(i));
                }
            }
        }

        return (0, 0);
    }
}
