using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>Searches the NSEC owners of a zone, which lie in canonical order.</summary>
internal static unsafe class NsecChain
{
    /// <summary>
    /// The node of the last NSEC owner before a name that does not exist. Only what lies at or below the closest encloser
    /// need be looked at.
    /// </summary>
    /// <param name="relative">The name's labels below the apex, in lower case.</param>
    public static uint Cover(CompiledZone zone, NodeHeader* encloser, byte* relative, int length)
    {
        uint low = encloser->Denial;
        uint high = Math.Max(encloser->LastOrGlue, low);
        Span<byte> starts = stackalloc byte[WireName.MaxLabels];
        var name = new ReadOnlySpan<byte>(relative, length);
        int labels = LabelStarts(name, starts);

        // The one at low is the encloser or comes before it; the answer is the last that is not after the name.
        while (low < high)
        {
            uint middle = low + ((high - low + 1) / 2);
            NodeHeader* node = zone.Node(zone.DenialNode(middle));
            if (Compare(new ReadOnlySpan<byte>(NodeHeader.Name(node), node->NameLength), name, starts, labels) <= 0)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return zone.DenialNode(low);
    }

    private static int LabelStarts(ReadOnlySpan<byte> relative, Span<byte> starts)
    {
        int labels = 0;
        for (int position = 0; position < relative.Length; position += relative[position] + 1)
        {
            starts[labels++] = (byte)position;
        }

        return labels;
    }

    private static int Compare(ReadOnlySpan<byte> node, ReadOnlySpan<byte> name, ReadOnlySpan<byte> starts, int labels)
    {
        Span<byte> nodeStarts = stackalloc byte[WireName.MaxLabels];
        int nodeLabels = LabelStarts(node, nodeStarts);
        while (nodeLabels > 0 && labels > 0)
        {
            ReadOnlySpan<byte> left = node[nodeStarts[--nodeLabels]..];
            ReadOnlySpan<byte> right = name[starts[--labels]..];
            int common = Math.Min(left[0], right[0]);
            for (int i = 1; i <= common; i++)
            {
                int order = WireName.ToLower(left[i]) - right[i];
                if (order != 0)
                {
                    return order;
                }
            }

            if (left[0] != right[0])
            {
                return left[0] - right[0];
            }
        }

        return nodeLabels - labels;
    }
}
