using System.Buffers.Binary;

namespace ReverseDns.Protocol.RdataFields;

/// <summary>
/// The whole of LOC, version 0 (RFC 1876): latitude and longitude in thousandths of an arc second, altitude in
/// centimetres, size and precisions as a digit and a power of ten.
/// </summary>
internal sealed class LocationField : RdataField
{
    private const int Octets = 16;
    private const uint Equator = 1u << 31;
    private const int PerSecond = 1_000;
    private const int PerMinute = 60 * PerSecond;
    private const int PerDegree = 60 * PerMinute;
    private const int AltitudeBase = 10_000_000;

    private static readonly byte[] Defaults = [0x12, 0x16, 0x13];

    public override bool TryRead(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position)
    {
        if (!HasRoom(ref reader, rdata, position, Octets)
            || !TryReadAngle(ref reader, 90, 'N', 'S', out uint latitude)
            || !TryReadAngle(ref reader, 180, 'E', 'W', out uint longitude)
            || !TryReadMetres(ref reader, -AltitudeBase, uint.MaxValue - (long)AltitudeBase, out long altitude))
        {
            return false;
        }

        Span<byte> location = rdata.Slice(position, Octets);
        location[0] = 0;
        Defaults.CopyTo(location[1..]);
        for (int i = 1; i <= Defaults.Length && !reader.AtEntryEnd(); i++)
        {
            if (!TryReadMetres(ref reader, 0, 9_000_000_000, out long centimetres))
            {
                return false;
            }

            location[i] = Pack(centimetres);
        }

        BinaryPrimitives.WriteUInt32BigEndian(location[4..], latitude);
        BinaryPrimitives.WriteUInt32BigEndian(location[8..], longitude);
        BinaryPrimitives.WriteUInt32BigEndian(location[12..], (uint)(altitude + AltitudeBase));
        position += Octets;
        return reader.Fault is null;
    }

    public override bool TrySkip(ReadOnlySpan<byte> rdata, ref int position)
    {
        ReadOnlySpan<byte> location = rdata[position..];
        int start = position;
        if (!TrySkipOctets(rdata, ref position, Octets))
        {
            return false;
        }

        int wrong = location[0] != 0 ? 0
            : !IsPacked(location[1]) ? 1
            : !IsPacked(location[2]) ? 2
            : !IsPacked(location[3]) ? 3
            : !IsAngle(location[4..], 90) ? 4
            : !IsAngle(location[8..], 180) ? 8
            : -1;
        position = wrong < 0 ? position : start + wrong;
        return wrong < 0;
    }

    public override bool TryWrite(ReadOnlySpan<byte> rdata, ref int position, StringBuilder text)
    {
        ReadOnlySpan<byte> location = rdata.Slice(position, Octets);
        if (IsOddZero(location[1]) || IsOddZero(location[2]) || IsOddZero(location[3]))
        {
            return false;
        }

        WriteAngle(text, BinaryPrimitives.ReadUInt32BigEndian(location[4..]), 'N', 'S');
        WriteAngle(text, BinaryPrimitives.ReadUInt32BigEndian(location[8..]), 'E', 'W');
        WriteMetres(text, BinaryPrimitives.ReadUInt32BigEndian(location[12..]) - (long)AltitudeBase);
        for (int i = 1; i <= Defaults.Length; i++)
        {
            text.Append(' ');
            WriteMetres(text, Unpack(location[i]));
        }

        position += Octets;
        return true;
    }

    /// <summary>Reads "d [m [s[.fraction]]] N": the letter ends it.</summary>
    private static bool TryReadAngle(
        ref PresentationReader reader, uint maxDegrees, char positive, char negative, out uint value)
    {
        value = 0;
        long total = 0;
        for (int part = 0; reader.TryReadWord("degrees, minutes and seconds", out PresentationToken token); part++)
        {
            if (part > 0 && token.Text.Length == 1 && (char)(token.Text[0] & ~0x20) is char letter
                && (letter == positive || letter == negative))
            {
                value = letter == positive ? Equator + (uint)total : Equator - (uint)total;
                return true;
            }

            long amount = 0;
            bool valid = part switch
            {
                0 => TryParseFixed(token.Text, 0, maxDegrees, out amount),
                1 => TryParseFixed(token.Text, 0, 59, out amount),
                2 => TryParseFixed(token.Text, 3, 59_999, out amount),
                _ => false,
            };
            total += amount * (part == 0 ? PerDegree : part == 1 ? PerMinute : 1);
            if (!valid || total > maxDegrees * (long)PerDegree)
            {
                reader.Refuse(token, $"a part of degrees, minutes and seconds up to {positive} or {negative}");
                return false;
            }
        }

        return false;
    }

    private static bool TryReadMetres(ref PresentationReader reader, long min, long max, out long centimetres)
    {
        centimetres = 0;
        if (!reader.TryReadWord("metres", out PresentationToken token))
        {
            return false;
        }

        ReadOnlySpan<byte> text = token.Text;
        bool negative = text.StartsWith("-"u8);
        text = text[(negative ? 1 : 0)..];
        text = text.EndsWith("m"u8) || text.EndsWith("M"u8) ? text[..^1] : text;
        bool valid = TryParseFixed(text, 2, uint.MaxValue * 10L, out long value);
        centimetres = negative ? -value : value;
        if (!valid || centimetres < min || centimetres > max)
        {
            reader.Refuse(token, "metres");
            return false;
        }

        return true;
    }

    /// <summary>Reads a decimal number with at most so many digits behind the point, as a whole number of the last.</summary>
    private static bool TryParseFixed(scoped ReadOnlySpan<byte> text, int decimals, long max, out long value)
    {
        value = 0;
        int behind = -1;
        int digits = 0;
        foreach (byte character in text)
        {
            if (character == '.' && behind < 0 && decimals > 0)
            {
                behind = 0;
                continue;
            }

            uint digit = (uint)(character - '0');
            value = (value * 10) + digit;
            behind += behind >= 0 ? 1 : 0;
            digits++;
            if (digit > 9 || behind > decimals || value > max)
            {
                return false;
            }
        }

        for (int i = Math.Max(behind, 0); i < decimals; i++)
        {
            value *= 10;
        }

        return digits > 0 && value <= max;
    }

    private static byte Pack(long centimetres)
    {
        int exponent = 0;
        for (; centimetres > 9; centimetres /= 10)
        {
            exponent++;
        }

        return (byte)((centimetres << 4) | (uint)exponent);
    }

    private static long Unpack(byte packed)
    {
        long centimetres = packed >> 4;
        for (int i = packed & 15; i > 0; i--)
        {
            centimetres *= 10;
        }

        return centimetres;
    }

    private static bool IsPacked(byte packed) => packed >> 4 <= 9 && (packed & 15) <= 9;

    /// <summary>Zero times a power of ten: no text says which.</summary>
    private static bool IsOddZero(byte packed) => packed is > 0 and < 0x10;

    private static bool IsAngle(ReadOnlySpan<byte> octets, long maxDegrees) =>
        Math.Abs(BinaryPrimitives.ReadUInt32BigEndian(octets) - (long)Equator) <= maxDegrees * PerDegree;

    private static void WriteAngle(StringBuilder text, uint value, char positive, char negative)
    {
        long size = Math.Abs(value - (long)Equator);
        text.Append(
            CultureInfo.InvariantCulture,
            $"{size / PerDegree} {size / PerMinute % 60} {size / PerSecond % 60}.{size % PerSecond:D3} ");
        text.Append(value >= Equator ? positive : negative).Append(' ');
    }

    private static void WriteMetres(StringBuilder text, long centimetres)
    {
        long size = Math.Abs(centimetres);
        text.Append(centimetres < 0 ? "-" : string.Empty);
        text.Append(CultureInfo.InvariantCulture, $"{size / 100}.{size % 100:D2}m");
    }
}
