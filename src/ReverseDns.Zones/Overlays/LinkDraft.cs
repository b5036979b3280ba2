using ReverseDns.Zones.Compiled;

namespace ReverseDns.Zones.Overlays;

/// <summary>The changed records of the NSEC3 chain of a version in the making.</summary>
internal sealed unsafe class LinkDraft(CompiledZone zone, OverlayDraft draft) : IDisposable
{
    private readonly NativeBuffer _changes = new(1 << 10);
    private long _present = PresentIn(zone);

    /// <summary>At least one record is left.</summary>
    public bool IsChain => _present > 0;

    /// <summary>Notes what an owner in the diff has become; owners come in canonical order, which is that of their hashes.</summary>
    /// <param name="node">Its node, if it is part of the chain.</param>
    public void Change(ReadOnlySpan<byte> relative, Span<byte> node, Nsec3Owner role)
    {
        Span<byte> hash = stackalloc byte[Nsec3Hash.Length];
        if (!Nsec3Parameters.TryReadOwner(relative, hash))
        {
            return;
        }

        uint old = Nsec3Search.WithHash(zone, hash, out long index, out bool isInBase);
        if (role == Nsec3Owner.None && old == 0)
        {
            return;
        }

        _present += (role == Nsec3Owner.None ? 0 : 1) - (old == 0 ? 0 : 1);
        uint position = role == Nsec3Owner.None ? AppendRemoved(old) : Append(node, role);
        var link = new OverlayLink
        {
            Node = role == Nsec3Owner.None ? 0 : position,
            Base = (int)index,
            IsInBase = isInBase ? 1 : 0,
        };
        hash.CopyTo(new Span<byte>(link.Hash, Nsec3Hash.Length));
        *(OverlayLink*)_changes.Append(sizeof(OverlayLink)) = link;
    }

    /// <summary>Appends all changed records, those of earlier versions too; returns how many there are.</summary>
    public int Append(NativeBuffer tables)
    {
        long start = tables.Length;
        int count = (int)(_changes.Length / sizeof(OverlayLink));
        var changes = (OverlayLink*)_changes.Start;
        fixed (OverlayLink* links = zone.Links)
        {
            int next = 0;
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<byte> hash = OverlayLink.HashOf(changes + i);
                int last = OverlayLinks.LastAtOrBefore(links, zone.Links.Length, hash);
                bool replaces = last >= next && OverlayLink.HashOf(links + last).SequenceEqual(hash);
                int end = replaces ? last : last + 1;
                Append(tables, links + next, end - next);
                Append(tables, changes + i, 1);
                next = last + 1;
            }

            Append(tables, links + next, zone.Links.Length - next);
        }

        int total = (int)((tables.Length - start) / sizeof(OverlayLink));
        OverlayLinks.Tie((OverlayLink*)(tables.Start + start), total, (uint*)zone.At(zone.Header.Denial));
        return total;
    }

    public void Dispose() => _changes.Dispose();

    private static void Append(NativeBuffer tables, OverlayLink* links, int count) =>
        tables.Append(new ReadOnlySpan<byte>(links, count * sizeof(OverlayLink)));

    private static long PresentIn(CompiledZone zone)
    {
        long count = zone.Header.DenialCount;
        foreach (ref readonly OverlayLink link in zone.Links)
        {
            count += (link.Node == 0 ? 0 : 1) - link.IsInBase;
        }

        return count;
    }

    private uint Append(Span<byte> octets, Nsec3Owner role)
    {
        fixed (byte* start = octets)
        {
            var node = (NodeHeader*)start;
            node->Labels = 1;
            node->Flags = (node->Flags & NodeFlags.HasUpperCase) | NodeFlags.Hashed
                | (role == Nsec3Owner.WithOthers ? NodeFlags.Twin : NodeFlags.None);
        }

        return draft.Append(octets);
    }

    private uint AppendRemoved(uint old)
    {
        NodeHeader* before = draft.Node(old);
        Span<byte> octets = stackalloc byte[sizeof(NodeHeader) + before->NameLength];
        octets.Clear();
        new ReadOnlySpan<byte>(NodeHeader.Name(before), before->NameLength).CopyTo(octets[sizeof(NodeHeader)..]);
        fixed (byte* start = octets)
        {
            var node = (NodeHeader*)start;
            node->Labels = 1;
            node->NameLength = before->NameLength;
            node->Flags = (before->Flags & NodeFlags.HasUpperCase) | NodeFlags.Hashed | NodeFlags.Removed;
        }

        return draft.Append(octets);
    }
}
