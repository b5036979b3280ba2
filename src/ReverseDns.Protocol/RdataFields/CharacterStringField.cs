namespace ReverseDns.Protocol.RdataFields;

/// <summary>A character-string (RFC 1035, section 3.3): up to 255 octets behind their length; or a list of them.</summary>
/// <param name="repeats">One or more up to the end of the RDATA, as in TXT.</param>
internal sealed class CharacterStringField(bool repeats = false) : RdataField
{
    private const string Expected = "a character-string";

    public override bool TryRead(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position)
    {
        do
        {
            if (!TryReadOne(ref reader, rdata, ref position))
            {
                return false;
            }
        }
        while (repeats && !reader.AtEntryEnd() && reader.Fault is null);

        return reader.Fault is null;
    }

    public override bool TrySkip(ReadOnlySpan<byte> rdata, ref int position)
    {
        do
        {
            if (!TrySkipOne(rdata, ref position))
            {
                return false;
            }
        }
        while (repeats && position < rdata.Length);

        return true;
    }

    public override bool TryWrite(ReadOnlySpan<byte> rdata, ref int position, StringBuilder text)
    {
        do
        {
            int length = rdata[position++];
            CharacterText.AppendQuoted(text, rdata.Slice(position, length));
            position += length;
            text.Append(repeats && position < rdata.Length ? " " : string.Empty);
        }
        while (repeats && position < rdata.Length);

        return true;
    }

    public static bool TrySkipOne(ReadOnlySpan<byte> rdata, ref int position) =>
        position < rdata.Length && TrySkipOctets(rdata, ref position, rdata[position] + 1);

    private static bool TryReadOne(ref PresentationReader reader, scoped Span<byte> rdata, ref int position)
    {
        if (!reader.TryReadToken(Expected, out PresentationToken token) || !HasRoom(ref reader, rdata, position, 1))
        {
            return false;
        }

        Span<byte> room = rdata[(position + 1)..];
        if (!CharacterText.TryUnescape(token.Text, room[..Math.Min(room.Length, byte.MaxValue)], out int length))
        {
            reader.Fail(token, length switch
            {
                0 => "a backslash that escapes nothing",
                byte.MaxValue => "a character-string has at most 255 octets",
                _ => "RDATA is longer than 65535 octets",
            });
            return false;
        }

        rdata[position] = (byte)length;
        position += length + 1;
        return true;
    }
}
