using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>Canonical order (RFC 4034, section 6.1) of names as nodes have them: the labels below the apex, without an end.</summary>
internal static unsafe class NodeOrder
{
    /// <summary>Writes where each label starts, first label first; returns how many there are.</summary>
    public static int LabelStarts(ReadOnlySpan<byte> relative, Span<byte> starts)
    {
        int labels = 0;
        for (int position = 0; position < relative.Length; position += relative[position] + 1)
        {
            starts[labels++] = (byte)position;
        }

        return labels;
    }

    public static int Compare(NodeHeader* left, NodeHeader* right)
    {
        Span<byte> starts = stackalloc byte[WireName.MaxLabels];
        ReadOnlySpan<byte> name = NameOf(right);
        return Compare(left, name, starts, LabelStarts(name, starts));
    }

    /// <summary>Of two nodes with one name the hashed one is first.</summary>
    public static int CompareKinds(NodeHeader* left, NodeHeader* right)
    {
        int order = Compare(left, right);
        return order != 0 ? order
            : (right->Flags.Has(NodeFlags.Hashed) ? 1 : 0) - (left->Flags.Has(NodeFlags.Hashed) ? 1 : 0);
    }

    /// <param name="labels">Labels of the name, whose starts are given.</param>
    public static int Compare(NodeHeader* node, ReadOnlySpan<byte> name, ReadOnlySpan<byte> starts, int labels)
    {
        Span<byte> nodeStarts = stackalloc byte[WireName.MaxLabels];
        ReadOnlySpan<byte> nodeName = NameOf(node);
        int nodeLabels = LabelStarts(nodeName, nodeStarts);
        while (nodeLabels > 0 && labels > 0)
        {
            ReadOnlySpan<byte> left = nodeName[nodeStarts[--nodeLabels]..];
            ReadOnlySpan<byte> right = name[starts[--labels]..];
            int common = Math.Min(left[0], right[0]);
            for (int i = 1; i <= common; i++)
            {
                int order = WireName.ToLower(left[i]) - WireName.ToLower(right[i]);
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

    private static ReadOnlySpan<byte> NameOf(NodeHeader* node) => new(NodeHeader.Name(node), node->NameLength);
}
