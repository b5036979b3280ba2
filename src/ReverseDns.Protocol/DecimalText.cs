namespace ReverseDns.Protocol;

/// <summary>Unsigned decimal numbers as master files have them: digits and nothing else.</summary>
internal static class DecimalText
{
    public static bool TryParse(ReadOnlySpan<byte> text, uint max, out uint value)
    {
        value = 0;
        ulong number = 0;
        foreach (byte character in text)
        {
            uint digit = (uint)(character - '0');
            number = (number * 10) + digit;
            if (digit > 9 || number > max)
            {
                return false;
            }
        }

        value = (uint)number;
        return !text.IsEmpty;
    }
}
