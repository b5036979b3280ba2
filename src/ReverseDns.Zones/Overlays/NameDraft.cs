using ReverseDns.Zones.Compiled;

namespace ReverseDns.Zones.Overlays;

/// <summary>Puts the changed names of a version in the making among those of earlier versions.</summary>
internal static unsafe class NameDraft
{
    /// <summary>Appends all changed names; returns how many there are.</summary>
    /// <param name="changes">Those that this version changes, in order.</param>
    public static int Append(NativeBuffer tables, CompiledZone zone, OverlayDraft draft, ReadOnlySpan<OverlayName> changes)
    {
        long start = tables.Length;
        ReadOnlySpan<OverlayName> names = zone.Names;
        int next = 0;
        foreach (ref readonly OverlayName change in changes)
        {
            NodeHeader* node = draft.Node(change.Node);
            int end = FirstNotBefore(draft, names, next, node);
            Append(tables, names[next..end]);
            Append(tables, new ReadOnlySpan<OverlayName>(in change));
            bool replaces = end < names.Length && NodeOrder.CompareKinds(draft.Node(names[end].Node), node) == 0;
            next = replaces ? end + 1 : end;
        }

        Append(tables, names[next..]);
        int count = (int)((tables.Length - start) / sizeof(OverlayName));
        if (zone.Header.Flags.Has(ImageFlags.Nsec))
        {
            OverlayNames.Tie(new Span<OverlayName>(tables.Start + start, count), (uint*)zone.At(zone.Header.Denial));
        }

        return count;
    }

    private static void Append(NativeBuffer tables, ReadOnlySpan<OverlayName> names)
    {
        fixed (OverlayName* start = names)
        {
            tables.Append(new ReadOnlySpan<byte>(start, names.Length * sizeof(OverlayName)));
        }
    }

    private static int FirstNotBefore(OverlayDraft draft, ReadOnlySpan<OverlayName> names, int low, NodeHeader* node)
    {
        int high = names.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (NodeOrder.CompareKinds(draft.Node(names[middle].Node), node) < 0)
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
