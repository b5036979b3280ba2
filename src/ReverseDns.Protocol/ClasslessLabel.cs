namespace ReverseDns.Protocol;

/// <summary>
/// The first label of an RFC 2317 child. "/" and "@" leave no doubt. A dash label may be first-length or first-last;
/// when the caller does not say which, it is first-length if that reading is a prefix of 25 to 32 bits, except where
/// first-last is a prefix too: that is so for 0-31, 16-31, 24-31, 28-31 and 30-31 alone, and there first-last is
/// taken, because the other reading is a delegation of two addresses, which is seldom seen.
/// </summary>
public static class ClasslessLabel
{
    private const int MaxLabelText = 7;

    /// <summary>"0-26", "0-63", "0/26" or "0@26" for octets of one /24.</summary>
    /// <exception cref="ArgumentException">The block is not one prefix of 25 to 32 bits, and the style needs one.</exception>
    public static string ToString(int first, int last, ClasslessStyle style)
    {
        if (style == ClasslessStyle.FirstLast)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{first}-{last}");
        }

        if (!TryGetLength(first, last, out int length))
        {
            throw new ArgumentException($"{first} to {last} is not one prefix inside a /24", nameof(last));
        }

        char mark = style switch { ClasslessStyle.Slash => '/', ClasslessStyle.At => '@', _ => '-' };
        return string.Create(CultureInfo.InvariantCulture, $"{first}{mark}{length}");
    }

    /// <summary>Reads the label's octets; false when it names no block.</summary>
    /// <param name="style">The only reading allowed; null applies the rule of this type.</param>
    public static bool TryParse(ReadOnlySpan<byte> label, ClasslessStyle? style, out int first, out int last)
    {
        (first, last) = (0, 0);
        int mark = label.IndexOfAny("-/@"u8);
        if (mark <= 0 || label.Length > MaxLabelText)
        {
            return false;
        }

        Span<char> text = stackalloc char[MaxLabelText];
        int length = Encoding.Latin1.GetChars(label, text);
        if (!AddressNotation.TryParseNumber(text[..mark], byte.MaxValue, out int left)
            || !AddressNotation.TryParseNumber(text[(mark + 1)..length], byte.MaxValue, out int right))
        {
            return false;
        }

        return label[mark] switch
        {
            (byte)'/' when style is null or ClasslessStyle.Slash => TryReadLength(left, right, out first, out last),
            (byte)'@' when style is null or ClasslessStyle.At => TryReadLength(left, right, out first, out last),
            (byte)'-' when style == ClasslessStyle.FirstLength => TryReadLength(left, right, out first, out last),
            (byte)'-' when style == ClasslessStyle.FirstLast => TryReadLast(left, right, out first, out last),
            (byte)'-' when style is null => TryGetLength(left, right, out _)
                ? TryReadLast(left, right, out first, out last)
                : TryReadLength(left, right, out first, out last) || TryReadLast(left, right, out first, out last),
            _ => false,
        };
    }

    private static bool TryReadLength(int left, int length, out int first, out int last)
    {
        bool valid = length is > 24 and <= 32 && left % (1 << (32 - length)) == 0;
        (first, last) = valid ? (left, left + (1 << (32 - length)) - 1) : (0, 0);
        return valid;
    }

    private static bool TryReadLast(int left, int right, out int first, out int last)
    {
        bool valid = left <= right && right - left < byte.MaxValue;
        (first, last) = valid ? (left, right) : (0, 0);
        return valid;
    }

    private static bool TryGetLength(int first, int last, out int length)
    {
        int size = last - first + 1;
        bool valid = size is > 0 and <= 128 && int.IsPow2(size) && first % size == 0;
        length = valid ? 32 - int.Log2(size) : 0;
        return valid;
    }
}
