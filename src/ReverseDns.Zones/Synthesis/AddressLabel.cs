namespace ReverseDns.Zones;

/// <summary>
/// An address as part of a label: four decimal octets, or eight groups of four hexadecimal digits in lower case, with dashes
/// between. Each address has one such text, and no text ends in a dash, as a shortened IPv6 address may.
/// </summary>
internal static class AddressLabel
{
    public const int MaxIPv4Length = 15;
    public const int IPv6Length = 39;

    private const byte Dash = (byte)'-';
    private const int DigitsPerGroup = 4;

    public static int MaxLength(bool isIPv6) => isIPv6 ? IPv6Length : MaxIPv4Length;

    /// <summary>Returns the octets written.</summary>
    public static int Write(UInt128 address, bool isIPv6, Span<byte> destination)
    {
        int length = 0;
        for (int shift = isIPv6 ? 124 : 24; shift >= 0; shift -= isIPv6 ? 4 : 8)
        {
            if (isIPv6)
            {
                destination[length++] = "0123456789abcdef"u8[(int)(address >> shift) & 0xF];
            }
            else
            {
                ((byte)(address >> shift)).TryFormat(destination[length..], out int digits);
                length += digits;
            }

            if (shift > 0 && (!isIPv6 || shift % 16 == 0))
            {
                destination[length++] = Dash;
            }
        }

        return length;
    }

    /// <summary>False for everything that <see cref="Write"/> does not write.</summary>
    /// <param name="text">In lower case.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, bool isIPv6, out UInt128 address)
    {
        address = 0;
        return isIPv6 ? TryReadIPv6(text, ref address) : TryReadIPv4(text, ref address);
    }

    /// <summary>One octet in decimal digits without leading zeros.</summary>
    public static bool TryReadOctet(ReadOnlySpan<byte> digits, out uint value)
    {
        value = 0;
        if (digits.Length is 0 or > 3 || (digits[0] == '0' && digits.Length > 1))
        {
            return false;
        }

        foreach (byte digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            value = (value * 10) + digit - '0';
        }

        return value <= byte.MaxValue;
    }

    /// <summary>A hexadecimal digit in lower case.</summary>
    public static bool TryReadNibble(byte digit, out uint value)
    {
        value = digit <= '9' ? (uint)(digit - '0') : (uint)(digit - 'a' + 10);
        return char.IsAsciiHexDigitLower((char)digit);
    }

    private static bool TryReadIPv4(ReadOnlySpan<byte> text, ref UInt128 address)
    {
        for (int left = 3; left >= 0; left--)
        {
            int dash = left > 0 ? text.IndexOf(Dash) : text.Length;
            if (dash < 0 || !TryReadOctet(text[..dash], out uint value))
            {
                return false;
            }

            address = (address << 8) | value;
            text = left > 0 ? text[(dash + 1)..] : [];
        }

        return true;
    }

    private static bool TryReadIPv6(ReadOnlySpan<byte> text, ref UInt128 address)
    {
        if (text.Length != IPv6Length)
        {
            return false;
        }

        for (int at = 0; at < text.Length; at++)
        {
            if (at % (DigitsPerGroup + 1) == DigitsPerGroup)
            {
                if (text[at] != Dash)
                {
                    return false;
                }
            }
            else if (TryReadNibble(text[at], out uint value))
            {
                address = (address << 4) | value;
            }
            else
            {
                return false;
            }
        }

        return true;
    }
}
