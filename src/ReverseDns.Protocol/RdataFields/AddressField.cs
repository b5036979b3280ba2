namespace ReverseDns.Protocol.RdataFields;

internal sealed class AddressField(bool isIPv6) : RdataField
{
    private readonly int _octets = isIPv6 ? 16 : 4;
    private readonly string _expected = isIPv6 ? "an IPv6 address" : "an IPv4 address";

    public override bool TryRead(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position)
    {
        if (!reader.TryReadWord(_expected, out PresentationToken token)
            || !HasRoom(ref reader, rdata, position, _octets))
        {
            return false;
        }

        bool valid = isIPv6
            ? AddressText.TryParseIPv6(token.Text, rdata[position..])
            : AddressText.TryParseIPv4(token.Text, rdata[position..]);
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
        if (isIPv6)
        {
            AddressText.AppendIPv6(text, rdata[position..]);
        }
        else
        {
            AddressText.AppendIPv4(text, rdata[position..]);
        }

        position += _octets;
        return true;
    }
}
