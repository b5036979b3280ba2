namespace ReverseDns.Protocol.RdataFields;

/// <summary>Text without a length of its own, up to the end of the RDATA (CAA's value, URI's target).</summary>
internal sealed class TextField(int minimum) : RdataField
{
    private const string Expected = "a quoted text";

    public override bool TryRead(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position)
    {
        if (!reader.TryReadToken(Expected, out PresentationToken token))
        {
            return false;
        }

        if (!CharacterText.TryUnescape(token.Text, rdata[position..], out int length) || length < minimum)
        {
            reader.Fail(token, token.Text.IsEmpty ? "an empty text" : "a backslash that escapes nothing, or too long a text");
            return false;
        }

        position += length;
        return true;
    }

    public override bool TrySkip(ReadOnlySpan<byte> rdata, ref int position)
    {
        bool enough = rdata.Length - position >= minimum;
        position = rdata.Length;
        return enough;
    }

    public override bool TryWrite(ReadOnlySpan<byte> rdata, ref int position, StringBuilder text)
    {
        CharacterText.AppendQuoted(text, rdata[position..]);
        position = rdata.Length;
        return true;
    }
}
