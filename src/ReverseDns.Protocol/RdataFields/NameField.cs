namespace ReverseDns.Protocol.RdataFields;

internal sealed class NameField(NameTreatment treatment) : RdataField
{
    public bool IsLowerCasedInCanonicalForm => treatment >= NameTreatment.Canonical;

    public bool MayArriveCompressed => treatment >= NameTreatment.Decompressed;

    public bool MayBeCompressed => treatment == NameTreatment.Compressed;

    public override bool TryRead(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position) => TryReadName(ref reader, origin, rdata, ref position);

    public override bool TrySkip(ReadOnlySpan<byte> rdata, ref int position) => TrySkipName(rdata, ref position);

    public override bool TryWrite(ReadOnlySpan<byte> rdata, ref int position, StringBuilder text)
    {
        WireName.Append(text, rdata[position..]);
        position += WireName.Length(rdata[position..]);
        return true;
    }

    public static bool TryReadName(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position)
    {
        if (!reader.TryReadWord("a domain name", out PresentationToken token))
        {
            return false;
        }

        if (rdata.Length - position < WireName.MaxLength)
        {
            return TryReadNameNearEnd(ref reader, token, origin, rdata, ref position);
        }

        NameSyntax syntax = WireName.TryParse(token.Text, origin, rdata[position..], out int length);
        position += length;
        return syntax == NameSyntax.Ok || Fails(ref reader, token, syntax);
    }

    /// <summary>Steps over an uncompressed name; when there is none, the position is at the label that is wrong.</summary>
    public static bool TrySkipName(ReadOnlySpan<byte> rdata, ref int position)
    {
        if (WireName.TryMeasure(rdata[position..], out int length))
        {
            position += length;
            return true;
        }

        int start = position;
        while (position < rdata.Length && position - start < WireName.MaxLength
            && rdata[position] <= WireName.MaxLabelLength)
        {
            position += rdata[position] + 1;
        }

        position = Math.Min(position, Math.Min(rdata.Length, start + WireName.MaxLength));
        return false;
    }

    private static bool TryReadNameNearEnd(
        ref PresentationReader reader,
        scoped in PresentationToken token,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position)
    {
        Span<byte> name = stackalloc byte[WireName.MaxLength];
        NameSyntax syntax = WireName.TryParse(token.Text, origin, name, out int length);
        if (syntax != NameSyntax.Ok)
        {
            return Fails(ref reader, token, syntax);
        }

        if (!HasRoom(ref reader, rdata, position, length))
        {
            return false;
        }

        name[..length].CopyTo(rdata[position..]);
        position += length;
        return true;
    }

    private static bool Fails(ref PresentationReader reader, scoped in PresentationToken token, NameSyntax syntax)
    {
        string name = Encoding.UTF8.GetString(token.Text);
        reader.Fail(token, syntax switch
        {
            NameSyntax.EmptyLabel => $"'{name}' has an empty label",
            NameSyntax.LabelTooLong => $"'{name}' has a label of more than 63 octets",
            NameSyntax.NameTooLong => $"'{name}' is longer than 255 octets with its origin",
            NameSyntax.BadEscape => $"'{name}' has a backslash that escapes nothing",
            NameSyntax.Relative => $"'{name}' is relative, and there is no origin",
            NameSyntax.Ok => throw new ArgumentOutOfRangeException(nameof(syntax), syntax, "Nothing is wrong"),
            _ => throw new ArgumentOutOfRangeException(nameof(syntax), syntax, "Unknown"),
        });
        return false;
    }
}
