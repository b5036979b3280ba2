using System.Buffers.Binary;

namespace ReverseDns.Protocol;

/// <summary>
/// IPv4 and IPv6 addresses as master files have them: four decimal octets without leading zeros; RFC 4291,
/// section 2.2, without scope. Written as RFC 5952, section 4, has it.
/// </summary>
internal static class AddressText
{
    private const int Groups = 8;

    /// <param name="destination">At least four octets, of no use when the text is no address.</param>
    public static bool TryParseIPv4(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        int position = 0;
        for (int octet = 0; octet < 4; octet++)
        {
            if (octet > 0 && (position >= text.Length || text[position++] != '.'))
            {
                return false;
            }

            int start = position;
            int value = 0;
            while (position < text.Length && position - start < 3 && char.IsAsciiDigit((char)text[position]))
            {
                value = (value * 10) + text[position++] - '0';
            }

            int digits = position - start;
            if (digits == 0 || value > byte.MaxValue || (digits > 1 && text[start] == '0'))
            {
                return false;
            }

            destination[octet] = (byte)value;
        }

        return position == text.Length;
    }

    /// <param name="destination">At least sixteen octets, of no use when the text is no address.</param>
    public static bool TryParseIPv6(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        bool startsWithGap = text.StartsWith("::"u8);
        int gap = startsWithGap ? 0 : -1;
        int position = startsWithGap ? 2 : 0;
        int count = 0;
        while (position < text.Length)
        {
            int digits = ReadGroup(text[position..], out ushort value);
            if (digits == 0 || count == Groups)
            {
                return false;
            }

            if (position + digits < text.Length && text[position + digits] == '.')
            {
                bool mixed = count <= Groups - 2 && TryParseIPv4(text[position..], destination[(count * 2)..]);
                return mixed && Expand(destination, count + 2, gap);
            }

            BinaryPrimitives.WriteUInt16BigEndian(destination[(count++ * 2)..], value);
            position += digits;
            if (position < text.Length && !TryReadSeparator(text, count, ref position, ref gap))
            {
                return false;
            }
        }

        return Expand(destination, count, gap);
    }

    public static void AppendIPv4(StringBuilder text, ReadOnlySpan<byte> address) =>
        text.Append(CultureInfo.InvariantCulture, $"{address[0]}.{address[1]}.{address[2]}.{address[3]}");

    public static void AppendIPv6(StringBuilder text, ReadOnlySpan<byte> address)
    {
        (int gap, int gapLength) = LongestZeroRun(address);
        for (int group = 0; group < Groups; group++)
        {
            if (group == gap)
            {
                text.Append("::");
                group += gapLength - 1;
                continue;
            }

            if (group > 0 && group != gap + gapLength)
            {
                text.Append(':');
            }

            ushort value = BinaryPrimitives.ReadUInt16BigEndian(address[(group * 2)..]);
            text.Append(CultureInfo.InvariantCulture, $"{value:x}");
        }
    }

    private static int ReadGroup(ReadOnlySpan<byte> text, out ushort value)
    {
        int digits = 0;
        value = 0;
        while (digits < text.Length && digits < 4 && char.IsAsciiHexDigit((char)text[digits]))
        {
            value = (ushort)((value << 4) | HexText.Digit(text[digits++]));
        }

        return digits;
    }

    /// <summary>Reads ":" or the one "::" behind a group; a single colon must have something behind it.</summary>
    private static bool TryReadSeparator(ReadOnlySpan<byte> text, int count, ref int position, ref int gap)
    {
        if (text[position++] != ':' || position == text.Length)
        {
            return false;
        }

        if (text[position] != ':')
        {
            return true;
        }

        bool first = gap < 0;
        gap = count;
        position++;
        return first;
    }

    /// <summary>Moves the groups behind the gap to the end and fills it with zeros; it stands for one group at least.</summary>
    private static bool Expand(Span<byte> groups, int count, int gap)
    {
        if (gap < 0 || count >= Groups)
        {
            return gap < 0 && count == Groups;
        }

        int behind = (count - gap) * 2;
        groups.Slice(gap * 2, behind).CopyTo(groups[((Groups * 2) - behind)..]);
        groups[(gap * 2)..((Groups * 2) - behind)].Clear();
        return true;
    }

    /// <summary>The first of the longest runs of two zero groups or more; none: -1.</summary>
    private static (int Start, int Length) LongestZeroRun(ReadOnlySpan<byte> address)
    {
        (int Start, int Length) longest = (-1, 1);
        int run = 0;
        for (int group = 0; group < Groups; group++)
        {
            run = address[group * 2] == 0 && address[(group * 2) + 1] == 0 ? run + 1 : 0;
            if (run > longest.Length)
            {
                longest = (group - run + 1, run);
            }
        }

        return longest.Start < 0 ? (-1, 0) : longest;
    }
}
