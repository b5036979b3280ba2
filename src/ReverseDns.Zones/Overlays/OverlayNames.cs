using ReverseDns.Protocol;
using ReverseDns.Zones.Compiled;

namespace ReverseDns.Zones.Overlays;

/// <summary>Searches the changed names of a zone, and ties them to the NSEC owners of base image and overlay together.</summary>
internal static unsafe class OverlayNames
{
    /// <summary>The node of the last NSEC owner at or before a name.</summary>
    /// <param name="index">Where in the base image's order its last owner at or before the name stands.</param>
    /// <param name="strictly">The name itself does not count.</param>
    public static uint OwnerBefore(CompiledZone zone, uint index, ReadOnlySpan<byte> name, bool strictly = false)
    {
        int bound = strictly ? 0 : 1;
        ReadOnlySpan<OverlayName> names = zone.Names;
        Span<byte> starts = stackalloc byte[WireName.MaxLabels];
        int labels = NodeOrder.LabelStarts(name, starts);
        int low = 0;
        int high = names.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (NodeOrder.Compare(zone.Node(names[middle].Node), name, starts, labels) < bound)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        // An owner of the base image that comes after the last changed name has not changed itself.
        return low > 0 && names[low - 1].Denial >= index ? names[low - 1].Owner : zone.DenialNode(index);
    }

    /// <summary>Says of each name which NSEC owner is the last at or before it.</summary>
    /// <param name="order">The base image's NSEC owners, the first of them the apex, which stays one.</param>
    public static void Tie(Span<OverlayName> names, uint* order)
    {
        for (int i = 0; i < names.Length; i++)
        {
            ref OverlayName name = ref names[i];
            if ((name.Flags & OverlayNameFlags.OwnsNsec) != OverlayNameFlags.None)
            {
                name.Owner = name.Node;
                continue;
            }

            uint before = (name.Flags & OverlayNameFlags.OwnedNsec) != OverlayNameFlags.None ? name.Denial - 1 : name.Denial;
            name.Owner = i > 0 && names[i - 1].Denial >= before ? names[i - 1].Owner : order[before];
        }
    }
}
