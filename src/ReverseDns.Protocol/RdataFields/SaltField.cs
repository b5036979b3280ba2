namespace ReverseDns.Protocol.RdataFields;

/// <summary>A salt behind its length, in hexadecimal; "-" for none (RFC 5155, section 3.3).</summary>
internal sealed class SaltField : RdataField
{
    private const string Expected = "a salt of up to 255 octets in hexadecimal";

    public override bool TryRead(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position)
    {
        if (!reader.TryReadWord(Expected, out PresentationToken token)
            || !HasRoom(ref reader, rdata, position, 1 + byte.MaxValue))
        {
            return false;
        }

        ReadOnlySpan<byte> digits = token.Is("-"u8) ? default : token.Text;
        if (!HexText.TryParse(digits, rdata.Slice(position + 1, byte.MaxValue), out int length))
        {
            reader.Refuse(token, Expected);
            return false;
        }

        rdata[position] = (byte)length;
        position += length + 1;
        return true;
    }

    public override bool TrySkip(ReadOnlySpan<byte> rdata, ref int position) =>
        CharacterStringField.TrySkipOne(rdata, ref position);

    public override bool TryWrite(ReadOnlySpan<byte> rdata, ref int position, StringBuilder text)
    {
        int length = rdata[position++];
        if (length == 0)
        {
            text.Append('-');
        }

        HexText.Append(text, rdata.Slice(position, length));
        position += length;
        return true;
    }
}
