using ReverseDns.Protocol;
using ReverseDns.Zones.Overlays;

namespace ReverseDns.Zones.Compiled;

/// <summary>Searches the NSEC owners of a zone, which lie in canonical order.</summary>
internal static unsafe class NsecChain
{
    /// <summary>The node of the NSEC that a node owns or, when it has none, of the last owner before it.</summary>
    public static uint Of(CompiledZone zone, NodeHeader* node) =>
        node->Flags.Has(NodeFlags.OwnsDenial) ? zone.PositionOf(node)
        : zone.Names.Length == 0 ? zone.DenialNode(node->Denial)
        : OverlayNames.OwnerBefore(zone, node->Denial, new ReadOnlySpan<byte>(NodeHeader.Name(node), node->NameLength));

    /// <summary>
    /// The node of the last NSEC owner before a name that does not exist. Only what lies at or below the closest encloser
    /// need be looked at.
    /// </summary>
    /// <param name="relative">The name's labels below the apex.</param>
    public static uint Cover(CompiledZone zone, NodeHeader* encloser, byte* relative, int length)
    {
        var name = new ReadOnlySpan<byte>(relative, length);
        uint index = Before(zone, encloser, name);
        return zone.Names.Length == 0 ? zone.DenialNode(index) : OverlayNames.OwnerBefore(zone, index, name);
    }

    /// <summary>The node of the last NSEC owner before a name, in the circle of the chain.</summary>
    /// <param name="above">A name above it that exists and is not below a cut or DNAME.</param>
    public static uint StrictlyBefore(CompiledZone zone, NodeHeader* above, ReadOnlySpan<byte> name)
    {
        uint index = above->Flags.Has(NodeFlags.Cut) ? above->Denial : Before(zone, above, name, strictly: true);
        return zone.Names.Length == 0 ? zone.DenialNode(index) : OverlayNames.OwnerBefore(zone, index, name, strictly: true);
    }

    /// <summary>The index in the base image's order of the last owner at or before a name.</summary>
    /// <param name="encloser">The name's closest encloser, or what it is in the base image.</param>
    /// <param name="strictly">The name itself does not count.</param>
    public static uint Before(CompiledZone zone, NodeHeader* encloser, ReadOnlySpan<byte> name, bool strictly = false)
    {
        int bound = strictly ? 0 : 1;
        uint low = encloser->Denial;
        uint high = Math.Max(encloser->LastOrGlue, low);
        Span<byte> starts = stackalloc byte[WireName.MaxLabels];
        int labels = NodeOrder.LabelStarts(name, starts);

        // The one at low is the encloser or comes before it; the answer is the last that is not after the name.
        while (low < high)
        {
            uint middle = low + ((high - low + 1) / 2);
            if (NodeOrder.Compare(zone.Node(zone.DenialNode(middle)), name, starts, labels) < bound)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }
}
