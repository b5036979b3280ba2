namespace ReverseDns.Protocol.RdataFields;

/// <summary>The fields of one RR type's RDATA in their order, and all that follows from it.</summary>
internal sealed class RdataSchema(params RdataField[] fields)
{
    private readonly bool _hasCanonicalNames =
        fields.OfType<NameField>().Any(name => name.IsLowerCasedInCanonicalForm);

    private readonly bool _hasCompressibleNames = fields.OfType<NameField>().Any(name => name.MayBeCompressed);

    public bool TryRead(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> destination,
        out int length)
    {
        length = 0;
        foreach (RdataField field in fields)
        {
            if (!field.TryRead(ref reader, origin, destination, ref length))
            {
                return false;
            }
        }

        return true;
    }

    public bool TryValidate(ReadOnlySpan<byte> rdata, out int position)
    {
        position = 0;
        foreach (RdataField field in fields)
        {
            if (!field.TrySkip(rdata, ref position))
            {
                return false;
            }
        }

        return position == rdata.Length;
    }

    public bool TryReadWire(
        ReadOnlySpan<byte> message, int end, Span<byte> destination, ref int position, out int written)
    {
        written = 0;
        ReadOnlySpan<byte> upToEnd = message[..end];
        foreach (RdataField field in fields)
        {
            int start = position;
            if (field is NameField { MayArriveCompressed: true })
            {
                if (!MessageName.TryRead(upToEnd, ref position, destination[written..], out int length))
                {
                    return false;
                }

                written += length;
                continue;
            }

            if (!field.TrySkip(upToEnd, ref position) || !upToEnd[start..position].TryCopyTo(destination[written..]))
            {
                return false;
            }

            written += position - start;
        }

        return position == end && written <= ushort.MaxValue;
    }

    /// <summary>False when a field has no presentation form.</summary>
    public bool TryWrite(ReadOnlySpan<byte> rdata, StringBuilder text)
    {
        int position = 0;
        foreach (RdataField field in fields)
        {
            int before = text.Length;
            text.Append(' ');
            if (!field.TryWrite(rdata, ref position, text))
            {
                return false;
            }

            // Nothing is written for a list that is empty, and so no space before it.
            if (text.Length == before + 1 || before == 0)
            {
                text.Remove(before, 1);
            }
        }

        return true;
    }

    public void Canonicalize(Span<byte> rdata)
    {
        int position = 0;
        for (int i = 0; _hasCanonicalNames && i < fields.Length; i++)
        {
            int start = position;
            if (!fields[i].TrySkip(rdata, ref position))
            {
                return;
            }

            if (fields[i] is NameField { IsLowerCasedInCanonicalForm: true })
            {
                Span<byte> name = rdata[start..position];
                WireName.ToLower(name, name);
            }
        }
    }

    public int CompressibleNames(ReadOnlySpan<byte> rdata, Span<(int Offset, int Length)> names)
    {
        int count = 0;
        int position = 0;
        for (int i = 0; _hasCompressibleNames && i < fields.Length && count < names.Length; i++)
        {
            int start = position;
            if (!fields[i].TrySkip(rdata, ref position))
            {
                break;
            }

            if (fields[i] is NameField { MayBeCompressed: true })
            {
                names[count++] = (start, position - start);
            }
        }

        return count;
    }
}
