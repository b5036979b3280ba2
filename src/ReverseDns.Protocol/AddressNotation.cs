using System.Buffers;
using System.Buffers.Binary;

namespace ReverseDns.Protocol;

/// <summary>
/// Addresses as numbers, read from strings: what <see cref="AddressText"/> is for octets, and as strict. "010" is
/// octal to some readers and ten to others, so it is neither here.
/// </summary>
internal static class AddressNotation
{
    /// <summary>Of an IPv6 address that ends with an IPv4 one.</summary>
    private const int MaxLength = 45;

    public static bool TryParse(ReadOnlySpan<char> text, out UInt128 address, out bool isIPv6)
    {
        isIPv6 = text.Contains(':');
        address = 0;
        Span<byte> ascii = stackalloc byte[MaxLength];
        if (text.Length > MaxLength || Ascii.FromUtf16(text, ascii, out int length) != OperationStatus.Done)
        {
            return false;
        }

        Span<byte> octets = stackalloc byte[16];
        octets.Clear();
        bool valid = isIPv6
            ? AddressText.TryParseIPv6(ascii[..length], octets)
            : AddressText.TryParseIPv4(ascii[..length], octets[12..]);
        address = valid ? BinaryPrimitives.ReadUInt128BigEndian(octets) : 0;
        return valid;
    }

    /// <summary>An unpadded decimal number from 0 to a bound.</summary>
    public static bool TryParseNumber(ReadOnlySpan<char> text, int max, out int number)
    {
        number = 0;
        if (text.Length is 0 or > 3 || (text[0] == '0' && text.Length > 1))
        {
            return false;
        }

        foreach (char digit in text)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            number = (number * 10) + digit - '0';
        }

        return number <= max;
    }

    public static string ToString(UInt128 address, bool isIPv6)
    {
        Span<byte> octets = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(octets, address);
        var text = new StringBuilder();
        if (isIPv6)
        {
            AddressText.AppendIPv6(text, octets);
        }
        else
        {
            AddressText.AppendIPv4(text, octets[12..]);
        }

        return text.ToString();
    }
}
