using System.Buffers.Binary;

namespace ReverseDns.Protocol.RdataFields;

/// <summary>APL's list of address prefixes (RFC 3123), up to the end of the RDATA; it may be empty.</summary>
internal sealed class AddressPrefixesField : RdataField
{
    private const string Expected = "an address prefix such as 1:192.0.2.0/24 or !2:2001:db8::/32";
    private const int Fixed = 4;
    private const int IPv4 = 1;
    private const int IPv6 = 2;
    private const int Negation = 0x80;

    public override bool TryRead(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position)
    {
        while (!reader.AtEntryEnd() && reader.TryReadWord(Expected, out PresentationToken token))
        {
            if (!HasRoom(ref reader, rdata, position, Fixed + 16))
            {
                return false;
            }

            if (!TryParse(token.Text, rdata[position..], out int length))
            {
                reader.Refuse(token, Expected);
                return false;
            }

            position += length;
        }

        return reader.Fault is null;
    }

    public override bool TrySkip(ReadOnlySpan<byte> rdata, ref int position)
    {
        while (position < rdata.Length)
        {
            ReadOnlySpan<byte> item = rdata[position..];
            if (item.Length < Fixed)
            {
                position = rdata.Length;
                return false;
            }

            int octets = item[3] & ~Negation;
            if (octets > Octets(item) || item[2] > Octets(item) * 8)
            {
                position += item[2] > Octets(item) * 8 ? 2 : 3;
                return false;
            }

            if (!TrySkipOctets(rdata, ref position, Fixed + octets))
            {
                return false;
            }

            // Trailing zeros are not sent (RFC 3123, section 4).
            if (octets > 0 && rdata[position - 1] == 0)
            {
                position--;
                return false;
            }
        }

        return true;
    }

    public override bool TryWrite(ReadOnlySpan<byte> rdata, ref int position, StringBuilder text)
    {
        Span<byte> address = stackalloc byte[16];
        string separator = string.Empty;
        while (position < rdata.Length)
        {
            ReadOnlySpan<byte> item = rdata[position..];
            int family = BinaryPrimitives.ReadUInt16BigEndian(item);
            int octets = item[3] & ~Negation;
            if (family is not (IPv4 or IPv6))
            {
                return false;
            }

            address.Clear();
            item.Slice(Fixed, octets).CopyTo(address);
            text.Append(separator).Append((item[3] & Negation) != 0 ? "!" : string.Empty).Append(family).Append(':');
            if (family == IPv4)
            {
                AddressText.AppendIPv4(text, address);
            }
            else
            {
                AddressText.AppendIPv6(text, address);
            }

            text.Append('/').Append(item[2]);
            position += Fixed + octets;
            separator = " ";
        }

        return true;
    }

    private static bool TryParse(scoped ReadOnlySpan<byte> text, scoped Span<byte> destination, out int length)
    {
        length = 0;
        bool negated = text.StartsWith("!"u8);
        text = text[(negated ? 1 : 0)..];
        int colon = text.IndexOf((byte)':');
        int slash = text.LastIndexOf((byte)'/');
        if (colon < 0 || slash < colon || !DecimalText.TryParse(text[..colon], IPv6, out uint family) || family == 0)
        {
            return false;
        }

        ReadOnlySpan<byte> address = text[(colon + 1)..slash];
        bool valid = family == IPv4
            ? AddressText.TryParseIPv4(address, destination[Fixed..])
            : AddressText.TryParseIPv6(address, destination[Fixed..]);
        int size = family == IPv4 ? 4 : 16;
        if (!valid || !DecimalText.TryParse(text[(slash + 1)..], (uint)size * 8, out uint prefix))
        {
            return false;
        }

        int octets = destination.Slice(Fixed, size).LastIndexOfAnyExcept((byte)0) + 1;
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)family);
        destination[2] = (byte)prefix;
        destination[3] = (byte)(octets | (negated ? Negation : 0));
        length = Fixed + octets;
        return true;
    }

    /// <summary>The octets an address of this family has at most; 127 for families nobody has given a meaning.</summary>
    private static int Octets(ReadOnlySpan<byte> item) => BinaryPrimitives.ReadUInt16BigEndian(item) switch
    {
        IPv4 => 4,
        IPv6 => 16,
        _ => 127,
    };
}
