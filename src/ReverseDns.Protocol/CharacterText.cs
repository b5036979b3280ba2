namespace ReverseDns.Protocol;

/// <summary>Octets written as text with escapes, inside quotes or without (RFC 1035, section 5.1).</summary>
internal static class CharacterText
{
    /// <summary>
    /// Resolves the escapes. False when one is bad (then <paramref name="length"/> is 0) or the destination is too
    /// short (then it is the destination's).
    /// </summary>
    public static bool TryUnescape(ReadOnlySpan<byte> text, Span<byte> destination, out int length)
    {
        int plain = text.IndexOf((byte)'\\');
        plain = Math.Min(plain < 0 ? text.Length : plain, destination.Length);
        text[..plain].CopyTo(destination);
        length = plain;
        int read = plain;
        while (read < text.Length)
        {
            if (length == destination.Length)
            {
                return false;
            }

            byte value = text[read++];
            if (value == '\\' && !WireName.TryReadEscape(text, ref read, out value))
            {
                length = 0;
                return false;
            }

            destination[length++] = value;
        }

        return true;
    }

    public static void AppendQuoted(StringBuilder text, ReadOnlySpan<byte> octets)
    {
        text.Append('"');
        AppendEscaped(text, octets);
        text.Append('"');
    }

    /// <summary>For text that stands between quotes: there only the quote and the backslash have a meaning.</summary>
    public static void AppendEscaped(StringBuilder text, ReadOnlySpan<byte> octets)
    {
        foreach (byte octet in octets)
        {
            switch (octet)
            {
                case (byte)'"' or (byte)'\\':
                    text.Append('\\').Append((char)octet);
                    break;
                case >= 0x20 and < 0x7F:
                    text.Append((char)octet);
                    break;
                default:
                    text.Append(CultureInfo.InvariantCulture, $"\\{octet:D3}");
                    break;
            }
        }
    }
}
