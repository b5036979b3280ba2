using System.Buffers;

namespace ReverseDns.Protocol;

/// <summary>Hexadecimal digits, in either case when read and in upper case when written.</summary>
internal static class HexText
{
    /// <summary>The value of a digit; -1 for anything else.</summary>
    public static int Digit(byte character) => character switch
    {
        >= (byte)'0' and <= (byte)'9' => character - '0',
        >= (byte)'a' and <= (byte)'f' => character - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => character - 'A' + 10,
        _ => -1,
    };

    /// <summary>Reads whole octets; false for an odd number of digits, and when the destination is too short.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, Span<byte> destination, out int length)
    {
        length = text.Length / 2;
        return text.Length % 2 == 0
            && Convert.FromHexString(text, destination, out _, out _) == OperationStatus.Done;
    }

    public static void Append(StringBuilder text, ReadOnlySpan<byte> octets)
    {
        foreach (byte octet in octets)
        {
            text.Append(CultureInfo.InvariantCulture, $"{octet:X2}");
        }
    }
}
