namespace ReverseDns.Protocol.RdataFields;

/// <summary>An EUI-48 or EUI-64 address: octets in hexadecimal with hyphens between them (RFC 7043).</summary>
internal sealed class HardwareAddressField(int octets) : RdataField
{
    private readonly string _expected =
        string.Create(CultureInfo.InvariantCulture, $"{octets} octets in hexadecimal with hyphens");

    public override bool TryRead(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position)
    {
        if (!reader.TryReadWord(_expected, out PresentationToken token) || !HasRoom(ref reader, rdata, position, octets))
        {
            return false;
        }

        bool valid = token.Text.Length == (octets * 3) - 1;
        for (int i = 0; valid && i < octets; i++)
        {
            valid = HexText.TryParse(token.Text.Slice(i * 3, 2), rdata[(position + i)..], out _)
                && (i == 0 || token.Text[(i * 3) - 1] == '-');
        }

        if (!valid)
        {
            reader.Refuse(token, _expected);
            return false;
        }

        position += octets;
        return true;
    }

    public override bool TrySkip(ReadOnlySpan<byte> rdata, ref int position) =>
        TrySkipOctets(rdata, ref position, octets);

    public override bool TryWrite(ReadOnlySpan<byte> rdata, ref int position, StringBuilder text)
    {
        for (int i = 0; i < octets; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : "-")}{rdata[position++]:x2}");
        }

        return true;
    }
}
