using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>
/// The names around a name in canonical order, so near that none which a zone would have lies between (RFC 4470, section 4;
/// RFC 9824, section 3.1). Names are in lower case.
/// </summary>
internal static class NeighbourName
{
    /// <summary>
    /// Writes the name right behind: \000 below it or, where that is too long, the next in its place; returns its length.
    /// </summary>
    /// <param name="apexLength">Of the zone's apex, which the last names of the zone are followed by.</param>
    public static int WriteNext(ReadOnlySpan<byte> name, int apexLength, Span<byte> next)
    {
        if (name.Length + 2 <= WireName.MaxLength)
        {
            next[0] = 1;
            next[1] = 0;
            name.CopyTo(next[2..]);
            return name.Length + 2;
        }

        while (name.Length > apexLength)
        {
            ReadOnlySpan<byte> label = name.Slice(1, name[0]).TrimEnd(byte.MaxValue);
            ReadOnlySpan<byte> rest = name[(name[0] + 1)..];
            if (!label.IsEmpty)
            {
                next[0] = (byte)label.Length;
                label.CopyTo(next[1..]);

                // Upper-case letters are the same as lower-case ones, which come later.
                next[label.Length] = label[^1] == 'A' - 1 ? (byte)('Z' + 1) : (byte)(label[^1] + 1);
                rest.CopyTo(next[(label.Length + 1)..]);
                return label.Length + 1 + rest.Length;
            }

            name = rest;
        }

        name.CopyTo(next);
        return name.Length;
    }

    /// <summary>
    /// Writes the first label of the name right before, which has the same parent; returns its length. 0 for labels that end
    /// in \000: what is right before them may be a name that resolvers ask for.
    /// </summary>
    public static int WriteLabelBefore(ReadOnlySpan<byte> name, Span<byte> label)
    {
        ReadOnlySpan<byte> octets = name.Slice(1, name[0]);
        int room = Math.Min(WireName.MaxLabelLength, WireName.MaxLength - (name.Length - name[0]));
        octets.CopyTo(label);
        if (octets[^1] == 0)
        {
            return 0;
        }

        label[octets.Length - 1] = octets[^1] == 'Z' + 1 ? (byte)('A' - 1) : (byte)(octets[^1] - 1);
        label[octets.Length..room].Fill(byte.MaxValue);
        return room;
    }
}
