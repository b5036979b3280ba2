using System.Runtime.CompilerServices;

namespace ReverseDns.Protocol;

/// <summary>
/// Operations on names in uncompressed wire form (RFC 1035, section 3.1) that stay spans: nothing is allocated.
/// A span handed in must start with a whole, valid name, as <see cref="TryMeasure"/> and
/// <see cref="TryParse"/> leave it; what follows the name in the span is not looked at.
/// </summary>
public static class WireName
{
    public const int MaxLength = 255;
    public const int MaxLabelLength = 63;

    /// <summary>A name of 255 octets has at most this many labels, the root's not counted.</summary>
    public const int MaxLabels = 127;

    /// <summary>Finds the length of the uncompressed name at the start of bytes that nobody has checked yet.</summary>
    public static bool TryMeasure(ReadOnlySpan<byte> bytes, out int length)
    {
        int position = 0;
        while (position < bytes.Length && position < MaxLength)
        {
            int label = bytes[position];
            if (label > MaxLabelLength)
            {
                break;
            }

            position += label + 1;
            if (label == 0)
            {
                length = position;
                return true;
            }
        }

        length = 0;
        return false;
    }

    /// <summary>Octets of a valid name, its root label included.</summary>
    public static int Length(ReadOnlySpan<byte> name)
    {
        int position = 0;
        while (name[position] != 0)
        {
            position += name[position] + 1;
        }

        return position + 1;
    }

    /// <summary>Labels of a valid name, the root's not counted.</summary>
    public static int CountLabels(ReadOnlySpan<byte> name)
    {
        int count = 0;
        for (int position = 0; name[position] != 0; position += name[position] + 1)
        {
            count++;
        }

        return count;
    }

    /// <summary>The part of a valid name that is left when its first <paramref name="labels"/> labels are taken off.</summary>
    public static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> name, int labels)
    {
        for (; labels > 0; labels--)
        {
            name = name[(name[0] + 1)..];
        }

        return name;
    }

    /// <summary>Upper-case ASCII letters become lower-case; label lengths are below 'A' and so stay as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte ToLower(byte value) => (byte)(value - 'A') <= 'Z' - 'A' ? (byte)(value | 0x20) : value;

    /// <summary>Copies with ASCII letters in lower case; the destination is at least as long as the name.</summary>
    public static void ToLower(ReadOnlySpan<byte> name, Span<byte> destination)
    {
        for (int i = 0; i < name.Length; i++)
        {
            destination[i] = ToLower(name[i]);
        }
    }

    /// <summary>Equality of two whole names, ASCII case ignored (RFC 4343). Both spans end with their name.</summary>
    public static bool Equal(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        left.Length == right.Length && (left.SequenceEqual(right) || EqualIgnoringCase(left, right));

    /// <summary>True when the name is the ancestor or lies below it; both spans end with their name.</summary>
    public static bool IsAtOrBelow(ReadOnlySpan<byte> name, ReadOnlySpan<byte> ancestor)
    {
        while (name.Length > ancestor.Length)
        {
            name = name[(name[0] + 1)..];
        }

        return Equal(name, ancestor);
    }

    /// <summary>Canonical order (RFC 4034, section 6.1): label by label from the root's side, as lower-case octets.</summary>
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> leftLabels = stackalloc byte[MaxLabels];
        Span<byte> rightLabels = stackalloc byte[MaxLabels];
        int leftCount = LabelOffsets(left, leftLabels);
        int rightCount = LabelOffsets(right, rightLabels);
        while (leftCount > 0 && rightCount > 0)
        {
            int order = CompareLabels(left[leftLabels[--leftCount]..], right[rightLabels[--rightCount]..]);
            if (order != 0)
            {
                return order;
            }
        }

        return leftCount - rightCount;
    }

    /// <summary>Writes where each label starts, first label first; returns how many there are.</summary>
    public static int LabelOffsets(ReadOnlySpan<byte> name, Span<byte> offsets)
    {
        int count = 0;
        for (int position = 0; name[position] != 0; position += name[position] + 1)
        {
            offsets[count++] = (byte)position;
        }

        return count;
    }

    /// <summary>
    /// Reads a name in presentation form, escapes and all (RFC 1035, section 5.1), completing a relative one with
    /// the origin. "@" is the origin itself. An empty origin makes a relative name an error.
    /// </summary>
    /// <param name="destination">At least <see cref="MaxLength"/> octets.</param>
    public static NameSyntax TryParse(
        ReadOnlySpan<byte> text, ReadOnlySpan<byte> origin, Span<byte> destination, out int length)
    {
        length = 0;
        if (text.Length == 1 && text[0] is (byte)'@' or (byte)'.')
        {
            ReadOnlySpan<byte> whole = text[0] == '@' ? origin : [0];
            whole.CopyTo(destination);
            length = whole.Length;
            return length == 0 ? NameSyntax.Relative : NameSyntax.Ok;
        }

        return PlainName.TryParse(text, origin, destination, out length)
            ? NameSyntax.Ok
            : ParseLabels(text, origin, destination, ref length);
    }

    /// <summary>Writes the name in presentation form with a dot at the end, escaped as RFC 4343, section 2.1, has it.</summary>
    public static string ToString(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder(name.Length * 2);
        Append(text, name);
        return text.ToString();
    }

    /// <summary>Writes the name as <see cref="ToString(ReadOnlySpan{byte})"/> has it.</summary>
    internal static void Append(StringBuilder text, ReadOnlySpan<byte> name)
    {
        if (name[0] == 0)
        {
            text.Append('.');
        }

        for (int position = 0; name[position] != 0; position += name[position] + 1)
        {
            foreach (byte value in name.Slice(position + 1, name[position]))
            {
                AppendEscaped(text, value);
            }

            text.Append('.');
        }
    }

    private static NameSyntax ParseLabels(
        ReadOnlySpan<byte> text, ReadOnlySpan<byte> origin, Span<byte> destination, ref int length)
    {
        int labelStart = 0;
        int write = 1;
        int read = 0;
        while (read < text.Length)
        {
            byte value = text[read++];
            if (value == '.')
            {
                if (write - labelStart == 1)
                {
                    return NameSyntax.EmptyLabel;
                }

                destination[labelStart] = (byte)(write - labelStart - 1);
                labelStart = write++;
                continue;
            }

            if (value == '\\' && !TryReadEscape(text, ref read, out value))
            {
                return NameSyntax.BadEscape;
            }

            if (write >= MaxLength)
            {
                return NameSyntax.NameTooLong;
            }

            if (write - labelStart > MaxLabelLength)
            {
                return NameSyntax.LabelTooLong;
            }

            destination[write++] = value;
        }

        return Finish(text, origin, destination, labelStart, write, ref length);
    }

    private static NameSyntax Finish(
        ReadOnlySpan<byte> text, ReadOnlySpan<byte> origin, Span<byte> destination, int labelStart, int write, ref int length)
    {
        if (text.IsEmpty)
        {
            return NameSyntax.EmptyLabel;
        }

        if (write - labelStart == 1)
        {
            if (labelStart >= MaxLength)
            {
                return NameSyntax.NameTooLong;
            }

            destination[labelStart] = 0;
            length = write;
            return NameSyntax.Ok;
        }

        destination[labelStart] = (byte)(write - labelStart - 1);
        if (origin.IsEmpty)
        {
            return NameSyntax.Relative;
        }

        if (write + origin.Length > MaxLength)
        {
            return NameSyntax.NameTooLong;
        }

        origin.CopyTo(destination[write..]);
        length = write + origin.Length;
        return NameSyntax.Ok;
    }

    /// <summary>Reads what follows a backslash: three decimal digits up to 255, or any other octet as itself.</summary>
    internal static bool TryReadEscape(ReadOnlySpan<byte> text, ref int position, out byte value)
    {
        value = 0;
        if (position >= text.Length)
        {
            return false;
        }

        if (!char.IsAsciiDigit((char)text[position]))
        {
            value = text[position++];
            return true;
        }

        if (position + 3 > text.Length
            || !char.IsAsciiDigit((char)text[position + 1]) || !char.IsAsciiDigit((char)text[position + 2]))
        {
            return false;
        }

        int number = ((text[position] - '0') * 100) + ((text[position + 1] - '0') * 10) + text[position + 2] - '0';
        position += 3;
        value = (byte)number;
        return number <= byte.MaxValue;
    }

    private static void AppendEscaped(StringBuilder text, byte value)
    {
        switch (value)
        {
            case (byte)'.' or (byte)'\\' or (byte)'"' or (byte)';' or (byte)'(' or (byte)')' or (byte)'@' or (byte)'$':
                text.Append('\\').Append((char)value);
                break;
            case > 0x20 and < 0x7F:
                text.Append((char)value);
                break;
            default:
                text.Append('\\').Append(value.ToString("D3", CultureInfo.InvariantCulture));
                break;
        }
    }

    /// <summary>Not Ascii.EqualsIgnoreCase: to that no octet above 127 equals anything, itself included.</summary>
    private static bool EqualIgnoringCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        for (int i = 0; i < left.Length; i++)
        {
            if (left[i] != right[i] && ToLower(left[i]) != ToLower(right[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static int CompareLabels(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int common = Math.Min(left[0], right[0]);
        for (int i = 1; i <= common; i++)
        {
            int difference = ToLower(left[i]) - ToLower(right[i]);
            if (difference != 0)
            {
                return difference;
            }
        }

        return left[0] - right[0];
    }
}
