namespace ReverseDns.Protocol.RdataFields;

/// <summary>CAA's property tag: letters and digits behind their number (RFC 8659, section 4.1).</summary>
internal sealed class TagField : RdataField
{
    private const string Expected = "a tag of up to 255 letters and digits";

    public override bool TryRead(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position)
    {
        if (!reader.TryReadWord(Expected, out PresentationToken token)
            || !HasRoom(ref reader, rdata, position, token.Text.Length + 1))
        {
            return false;
        }

        if (token.Text.Length > byte.MaxValue || !IsTag(token.Text))
        {
            reader.Refuse(token, Expected);
            return false;
        }

        rdata[position++] = (byte)token.Text.Length;
        token.Text.CopyTo(rdata[position..]);
        position += token.Text.Length;
        return true;
    }

    public override bool TrySkip(ReadOnlySpan<byte> rdata, ref int position)
    {
        int start = position;
        if (!CharacterStringField.TrySkipOne(rdata, ref position))
        {
            return false;
        }

        if (IsTag(rdata[(start + 1)..position]))
        {
            return true;
        }

        position = start;
        return false;
    }

    public override bool TryWrite(ReadOnlySpan<byte> rdata, ref int position, StringBuilder text)
    {
        int length = rdata[position++];
        text.Append(Encoding.ASCII.GetString(rdata.Slice(position, length)));
        position += length;
        return true;
    }

    private static bool IsTag(ReadOnlySpan<byte> tag)
    {
        foreach (byte character in tag)
        {
            if (!char.IsAsciiLetterOrDigit((char)character))
            {
                return false;
            }
        }

        return !tag.IsEmpty;
    }
}
