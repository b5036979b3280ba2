using System.Globalization;
using System.Text;

namespace ReverseDns.Zones;

/// <summary>
/// One side of a $GENERATE: "$" stands for the number, "${offset,width,base}" for the number moved, padded and in
/// another base (d o x X; n N: hexadecimal digits in reverse with dots, as ip6.arpa has them), "$$" for a dollar.
/// A backslash keeps its follower from being read here and stays for the reader of the text.
/// </summary>
internal static class GenerateTemplate
{
    private const int WidestNumber = 255;

    /// <summary>False with a fault when the template is wrong or its text does not fit the destination.</summary>
    public static bool TryExpand(
        ReadOnlySpan<byte> template, int number, Span<byte> destination, out int length, out string fault)
    {
        length = 0;
        fault = string.Empty;
        int read = 0;
        while (read < template.Length)
        {
            ReadOnlySpan<byte> rest = template[read..];
            bool fits = rest switch
            {
                [(byte)'\\', _, ..] => TryAppend(rest[..2], destination, ref length, ref read, 2),
                [(byte)'$', (byte)'$', ..] => TryAppend(rest[..1], destination, ref length, ref read, 2),
                [(byte)'$', ..] => TryAppendNumber(rest, number, destination, ref length, ref read, ref fault),
                _ => TryAppend(rest[..1], destination, ref length, ref read, 1),
            };
            if (!fits)
            {
                fault = fault.Length > 0 ? fault : "the generated text is too long";
                return false;
            }
        }

        return true;
    }

    private static bool TryAppend(
        ReadOnlySpan<byte> text, Span<byte> destination, ref int length, ref int read, int consumed)
    {
        read += consumed;
        if (!text.TryCopyTo(destination[length..]))
        {
            return false;
        }

        length += text.Length;
        return true;
    }

    private static bool TryAppendNumber(
        ReadOnlySpan<byte> rest, int number, Span<byte> destination, ref int length, ref int read, ref string fault)
    {
        long value = number;
        int width = 0;
        char radix = 'd';
        int consumed = 1;
        if (rest.Length > 1 && rest[1] == '{')
        {
            int close = rest.IndexOf((byte)'}');
            if (close < 0 || !TryParseModifiers(rest[2..close], out int offset, out width, out radix))
            {
                fault = $"bad modifiers '{Shown.Text(rest)}': expected ${{offset,width,base}} with base d, o, x, X, n or N";
                return false;
            }

            consumed = close + 1;
            value += offset;
        }

        if (value < 0 && radix != 'd')
        {
            fault = $"the number {value} is below zero and has no form in base '{radix}'";
            return false;
        }

        Span<byte> digits = stackalloc byte[WidestNumber];
        return TryAppend(digits[..Format(value, width, radix, digits)], destination, ref length, ref read, consumed);
    }

    private static bool TryParseModifiers(ReadOnlySpan<byte> text, out int offset, out int width, out char radix)
    {
        width = 0;
        radix = 'd';
        ReadOnlySpan<byte> rest = text;
        if (!int.TryParse(Next(ref rest), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out offset)
            || (!rest.IsEmpty && !int.TryParse(Next(ref rest), NumberStyles.None, CultureInfo.InvariantCulture, out width))
            || width > WidestNumber || rest.Length > 1)
        {
            return false;
        }

        radix = rest.IsEmpty ? 'd' : (char)rest[0];
        return radix is 'd' or 'o' or 'x' or 'X' or 'n' or 'N';
    }

    /// <summary>Takes what stands before the next comma; "1," leaves nothing, as "1" does.</summary>
    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> rest)
    {
        int comma = rest.IndexOf((byte)',');
        ReadOnlySpan<byte> part = comma < 0 ? rest : rest[..comma];
        rest = comma < 0 ? [] : rest[(comma + 1)..];
        return part;
    }

    private static int Format(long value, int width, char radix, Span<byte> digits)
    {
        if (radix is 'n' or 'N')
        {
            return FormatNibbles(value, width, radix == 'N', digits);
        }

        string text = radix switch
        {
            'o' => Convert.ToString(value, 8),
            'x' => value.ToString("x", CultureInfo.InvariantCulture),
            'X' => value.ToString("X", CultureInfo.InvariantCulture),
            _ => value.ToString(CultureInfo.InvariantCulture),
        };
        string padded = value < 0 ? '-' + text[1..].PadLeft(Math.Max(width - 1, 0), '0') : text.PadLeft(width, '0');
        return Encoding.ASCII.GetBytes(padded, digits);
    }

    /// <summary>The width counts the dots too: 7 is four nibbles. An even width would end with a dot.</summary>
    private static int FormatNibbles(long value, int width, bool upper, Span<byte> digits)
    {
        ReadOnlySpan<byte> alphabet = upper ? "0123456789ABCDEF"u8 : "0123456789abcdef"u8;
        int length = 0;
        do
        {
            digits[length++] = alphabet[(int)(value & 0xF)];
            value >>= 4;
            if ((value != 0 || length < width) && length < digits.Length)
            {
                digits[length++] = (byte)'.';
            }
        }
        while ((value != 0 || length < width) && length < digits.Length);

        return length;
    }
}
