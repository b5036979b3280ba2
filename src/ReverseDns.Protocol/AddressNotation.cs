using System.Buffers;
using System.Buffers.Binary;
using System.Net;

namespace ReverseDns.Protocol;

/// <summary>
/// Addresses as text. IPv4 is strictly four decimal octets without padding: "010" is octal to some readers and
/// ten to others, so it is neither here. IPv6 is any form of RFC 4291, section 2.2, without a scope.
/// </summary>
internal static class AddressNotation
{
    private static readonly SearchValues<char> IPv6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    public static bool TryParse(ReadOnlySpan<char> text, out UInt128 address, out bool isIPv6)
    {
        isIPv6 = text.Contains(':');
        return isIPv6 ? TryParseIPv6(text, out address) : TryParseIPv4(text, out address);
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
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, address);
        return new IPAddress(isIPv6 ? bytes : bytes[12..]).ToString();
    }

    private static bool TryParseIPv4(ReadOnlySpan<char> text, out UInt128 address)
    {
        uint value = 0;
        int octets = 0;
        foreach (Range part in text.Split('.'))
        {
            if (++octets > 4 || !TryParseNumber(text[part], byte.MaxValue, out int octet))
            {
                address = 0;
                return false;
            }

            value = (value << 8) | (uint)octet;
        }

        address = value;
        return octets == 4;
    }

    private static bool TryParseIPv6(ReadOnlySpan<char> text, out UInt128 address)
    {
        Span<byte> bytes = stackalloc byte[16];
        bool valid = !text.ContainsAnyExcept(IPv6Characters)
            && IPAddress.TryParse(text, out IPAddress? parsed)
            && parsed.TryWriteBytes(bytes, out int written)
            && written == bytes.Length;
        address = valid ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : 0;
        return valid;
    }
}
