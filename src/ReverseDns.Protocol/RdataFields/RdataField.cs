namespace ReverseDns.Protocol.RdataFields;

/// <summary>
/// One part of an RDATA, in presentation and in uncompressed wire form. A field has no state: one instance serves
/// every record. Each RR type is a list of fields in <see cref="RdataSchemas"/>, and nothing more.
/// </summary>
internal abstract class RdataField
{
    /// <summary>Reads the field's tokens and puts its octets at the position. False with a fault in the reader.</summary>
    public abstract bool TryRead(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position);

    /// <summary>
    /// Steps over the field in octets nobody has checked yet; the end of the span is the end of the RDATA. False with
    /// the position at the octet where it stops making sense.
    /// </summary>
    public abstract bool TrySkip(ReadOnlySpan<byte> rdata, ref int position);

    /// <summary>Writes a field that <see cref="TrySkip"/> accepts; false when it has no presentation form.</summary>
    public abstract bool TryWrite(ReadOnlySpan<byte> rdata, ref int position, StringBuilder text);

    protected static bool HasRoom(
        ref PresentationReader reader, scoped ReadOnlySpan<byte> rdata, int position, int octets)
    {
        bool fits = octets <= rdata.Length - position;
        if (!fits)
        {
            reader.Fail("RDATA is longer than 65535 octets");
        }

        return fits;
    }

    /// <summary>Steps over a known number of octets; when they are not all there, the position is the end.</summary>
    protected static bool TrySkipOctets(ReadOnlySpan<byte> rdata, ref int position, int octets)
    {
        bool complete = octets <= rdata.Length - position;
        position = complete ? position + octets : rdata.Length;
        return complete;
    }
}
