namespace ReverseDns.Protocol.RdataFields;

/// <summary>
/// Octets in hexadecimal digits in groups of one length: EUI-48 and EUI-64 addresses (RFC 7043), the identifiers and
/// locators of ILNP (RFC 6742).
/// </summary>
internal sealed class GroupedHexField(int groups, int octetsPerGroup, char separator) : RdataField
{
    private readonly int _octets = groups * octetsPerGroup;
    private readonly int _stride = (octetsPerGroup * 2) + 1;

    private readonly string _expected = string.Create(
        CultureInfo.InvariantCulture,
        $"{groups} groups of {octetsPerGroup * 2} hexadecimal digits with '{separator}' in between");

    public override bool TryRead(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position)
    {
        if (!reader.TryReadWord(_expected, out PresentationToken token) || !HasRoom(ref reader, rdata, position, _octets))
        {
            return false;
        }

        bool valid = token.Text.Length == (groups * _stride) - 1;
        for (int group = 0; valid && group < groups; group++)
        {
            ReadOnlySpan<byte> digits = token.Text.Slice(group * _stride, _stride - 1);
            valid = HexText.TryParse(digits, rdata.Slice(position + (group * octetsPerGroup), octetsPerGroup), out _)
                && (group == 0 || token.Text[(group * _stride) - 1] == separator);
        }

        if (!valid)
        {
            reader.Refuse(token, _expected);
            return false;
        }

        position += _octets;
        return true;
    }

    public override bool TrySkip(ReadOnlySpan<byte> rdata, ref int position) =>
        TrySkipOctets(rdata, ref position, _octets);

    public override bool TryWrite(ReadOnlySpan<byte> rdata, ref int position, StringBuilder text)
    {
        for (int i = 0; i < _octets; i++)
        {
            text.Append(i > 0 && i % octetsPerGroup == 0 ? separator.ToString() : string.Empty);
            text.Append(CultureInfo.InvariantCulture, $"{rdata[position++]:x2}");
        }

        return true;
    }
}
