using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ReverseDns.Protocol;

/// <summary>
/// The quick way through the text of a name that has no escapes, which is nearly every name: copied as a whole, one
/// octet further on, each label's length then falls on the place of the dot before it.
/// </summary>
internal static class PlainName
{
    // Vectors are loaded from the destination behind the last octet too; there must be room for one.
    private const int LongestText = WireName.MaxLength - 1 - 16;

    /// <summary>False, with the destination undefined, for all that is not plain and right: the slow way then finds out why.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> text, ReadOnlySpan<byte> origin, Span<byte> destination, out int length)
    {
        length = 0;
        if (text.IsEmpty || text.Length > LongestText || destination.Length < WireName.MaxLength
            || !Vector128.IsHardwareAccelerated)
        {
            return false;
        }

        text.CopyTo(destination[1..]);
        int labelStart = 0;
        for (int block = 0; block < text.Length; block += Vector128<byte>.Count)
        {
            if (!TryMarkLabels(text, block, destination, ref labelStart))
            {
                return false;
            }
        }

        if (labelStart == text.Length)
        {
            destination[labelStart] = 0;
            length = labelStart + 1;
            return true;
        }

        return TryComplete(text.Length, labelStart, origin, destination, out length);
    }

    /// <summary>Writes the lengths of the labels whose dot stands in one block of 16 octets.</summary>
    private static bool TryMarkLabels(ReadOnlySpan<byte> text, int block, Span<byte> destination, ref int labelStart)
    {
        int left = text.Length - block;
        ref byte from = ref left >= Vector128<byte>.Count
            ? ref Unsafe.AsRef(in text[block])
            : ref destination[block + 1];
        var octets = Vector128.LoadUnsafe(ref from);
        uint inText = left >= Vector128<byte>.Count ? 0xFFFF : (1u << left) - 1;
        uint escapes = Vector128.Equals(octets, Vector128.Create((byte)'\\')).ExtractMostSignificantBits();
        uint dots = Vector128.Equals(octets, Vector128.Create((byte)'.')).ExtractMostSignificantBits() & inText;
        if ((escapes & inText) != 0)
        {
            return false;
        }

        for (; dots != 0; dots &= dots - 1)
        {
            int dot = block + BitOperations.TrailingZeroCount(dots);
            int label = dot - labelStart;
            if ((uint)(label - 1) >= WireName.MaxLabelLength)
            {
                return false;
            }

            destination[labelStart] = (byte)label;
            labelStart = dot + 1;
        }

        return true;
    }

    private static bool TryComplete(
        int textLength, int labelStart, ReadOnlySpan<byte> origin, Span<byte> destination, out int length)
    {
        int label = textLength - labelStart;
        length = textLength + 1 + origin.Length;
        if (label > WireName.MaxLabelLength || origin.IsEmpty || length > WireName.MaxLength)
        {
            length = 0;
            return false;
        }

        destination[labelStart] = (byte)label;
        origin.CopyTo(destination[(textLength + 1)..]);
        return true;
    }
}
