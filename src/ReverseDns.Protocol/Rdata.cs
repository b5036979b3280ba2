using ReverseDns.Protocol.RdataFields;

namespace ReverseDns.Protocol;

/// <summary>
/// The RDATA of every RR type in its two forms: the text of master files and the uncompressed octets of the wire. A
/// type that is not known is taken as octets (RFC 3597).
/// </summary>
public static class Rdata
{
    public const int MaxLength = ushort.MaxValue;

    /// <summary>
    /// Reads the RDATA of an entry up to its end, which must follow; "\# length hex" is read for every type. On failure
    /// the reader has the fault.
    /// </summary>
    /// <param name="origin">Completes relative names; empty: they are an error.</param>
    /// <param name="destination"><see cref="MaxLength"/> octets, or what the caller thinks is enough.</param>
    public static bool TryRead(
        RecordType type,
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> destination,
        out int length)
    {
        RdataSchema? schema = RdataSchemas.Find(type);
        bool read = reader.TryTake("\\#"u8)
            ? TryReadGeneric(schema, type, ref reader, destination, out length)
            : TryReadFields(schema, type, ref reader, origin, destination, out length);
        if (read && !reader.AtEntryEnd())
        {
            if (reader.TryReadToken(out PresentationToken token))
            {
                reader.Fail(token, $"'{Encoding.UTF8.GetString(token.Text)}' is too much for {RecordTypes.ToPresentation(type)}");
            }

            return false;
        }

        return read;
    }

    /// <summary>True when the octets are one whole, valid RDATA of the type.</summary>
    /// <param name="errorPosition">The octet where it stops making sense; the length, when octets are missing.</param>
    public static bool TryValidate(RecordType type, ReadOnlySpan<byte> rdata, out int errorPosition)
    {
        errorPosition = MaxLength;
        RdataSchema? schema = RdataSchemas.Find(type);
        bool valid = rdata.Length <= MaxLength && (schema is null || schema.TryValidate(rdata, out errorPosition));
        errorPosition = valid ? -1 : errorPosition;
        return valid;
    }

    /// <summary>
    /// Reads RDATA out of a message, with its names decompressed where senders may have compressed them (RFC 3597,
    /// section 4), and checks it.
    /// </summary>
    /// <param name="errorPosition">The octet of the message where it stops making sense.</param>
    public static bool TryReadWire(
        RecordType type,
        ReadOnlySpan<byte> message,
        int offset,
        int length,
        Span<byte> destination,
        out int written,
        out int errorPosition)
    {
        written = 0;
        errorPosition = Math.Clamp(offset, 0, message.Length);
        if (offset < 0 || length < 0 || offset > message.Length || length > message.Length - offset)
        {
            return false;
        }

        RdataSchema? schema = RdataSchemas.Find(type);
        if (schema is null)
        {
            bool fits = message.Slice(offset, length).TryCopyTo(destination);
            written = fits ? length : 0;
            errorPosition = fits ? -1 : errorPosition;
            return fits;
        }

        bool valid = schema.TryReadWire(message, offset + length, destination, ref errorPosition, out written);
        errorPosition = valid ? -1 : errorPosition;
        written = valid ? written : 0;
        return valid;
    }

    /// <summary>The text of valid RDATA, names absolute; the generic "\# length hex" where the type or the octets have no other.</summary>
    public static string ToPresentation(RecordType type, ReadOnlySpan<byte> rdata)
    {
        var text = new StringBuilder();
        if (RdataSchemas.Find(type) is RdataSchema schema
            && schema.TryValidate(rdata, out _) && schema.TryWrite(rdata, text))
        {
            return text.ToString();
        }

        text.Clear().Append(CultureInfo.InvariantCulture, $"\\# {rdata.Length}");
        if (!rdata.IsEmpty)
        {
            HexText.Append(text.Append(' '), rdata);
        }

        return text.ToString();
    }

    /// <summary>Puts valid RDATA in canonical form: names in lower case for the types of RFC 4034, section 6.2, less NSEC.</summary>
    public static void Canonicalize(RecordType type, Span<byte> rdata) => RdataSchemas.Find(type)?.Canonicalize(rdata);

    /// <summary>Finds the names in valid RDATA that may be compressed in a message: those of RFC 1035's own types.</summary>
    /// <param name="names">Room for two; SOA has that many.</param>
    public static int CompressibleNames(
        RecordType type, ReadOnlySpan<byte> rdata, Span<(int Offset, int Length)> names) =>
        RdataSchemas.Find(type)?.CompressibleNames(rdata, names) ?? 0;

    private static bool TryReadFields(
        RdataSchema? schema,
        RecordType type,
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> destination,
        out int length)
    {
        length = 0;
        if (schema is null)
        {
            reader.Fail($"the RDATA of {RecordTypes.ToPresentation(type)} is written as \\# length hex");
        }

        return schema is not null && schema.TryRead(ref reader, origin, destination, out length);
    }

    private static bool TryReadGeneric(
        RdataSchema? schema,
        RecordType type,
        ref PresentationReader reader,
        scoped Span<byte> destination,
        out int length)
    {
        length = 0;
        if (!reader.TryReadWord("the length of the RDATA", out PresentationToken token))
        {
            return false;
        }

        if (!DecimalText.TryParse(token.Text, MaxLength, out uint stated))
        {
            reader.Refuse(token, "the length of an RDATA");
            return false;
        }

        if (!HexField.TryReadRest(ref reader, destination, ref length))
        {
            return false;
        }

        if (length != stated)
        {
            reader.Fail(token, string.Create(CultureInfo.InvariantCulture, $"{length} octets, not {stated}"));
            return false;
        }

        if (schema is not null && !schema.TryValidate(destination[..length], out int position))
        {
            reader.Fail(token, string.Create(
                CultureInfo.InvariantCulture, $"RDATA of {type} is wrong from octet {position} on"));
            return false;
        }

        return true;
    }
}
