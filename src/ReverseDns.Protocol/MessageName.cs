namespace ReverseDns.Protocol;

/// <summary>Names in messages, compressed or not (RFC 1035, section 4.1.4).</summary>
internal static class MessageName
{
    private const int PointerBits = 0xC0;

    /// <summary>
    /// Each hop goes back to before the labels read last, so a name of 127 labels needs no more hops than that:
    /// a chain of pointers to pointers is no name that anyone sends.
    /// </summary>
    private const int MaxHops = WireName.MaxLabels;

    /// <summary>
    /// Reads the name at the position and goes past it; on failure the position is at the octet that is wrong. A
    /// pointer must go back to before the run of labels it ends.
    /// </summary>
    /// <param name="destination">Gets the uncompressed name.</param>
    public static bool TryRead(ReadOnlySpan<byte> message, ref int position, Span<byte> destination, out int length)
    {
        length = 0;
        int after = -1;
        int read = position;
        int runStart = position;
        int room = Math.Min(destination.Length, WireName.MaxLength);
        for (int hops = 0; read < message.Length;)
        {
            int label = message[read];
            if (label >= PointerBits)
            {
                int target = read + 1 < message.Length ? ((label & ~PointerBits) << 8) | message[read + 1] : runStart;
                if (target >= runStart || ++hops > MaxHops)
                {
                    break;
                }

                after = after < 0 ? read + 2 : after;
                read = target;
                runStart = target;
                continue;
            }

            if (label > WireName.MaxLabelLength || label + 1 > room - length || label + 1 > message.Length - read)
            {
                break;
            }

            message.Slice(read, label + 1).CopyTo(destination[length..]);
            length += label + 1;
            read += label + 1;
            if (label == 0)
            {
                position = after < 0 ? read : after;
                return true;
            }
        }

        position = after < 0 ? Math.Min(read, message.Length) : after - 2;
        length = 0;
        return false;
    }
}
