namespace ReverseDns.Protocol.RdataFields;

/// <summary>
/// The octet that names a digest's algorithm and the digest behind it in hexadecimal, up to the end of the RDATA.
/// </summary>
/// <param name="minimum">Octets of a digest by an algorithm that is not in the list.</param>
/// <param name="lengths">The octets that a known algorithm gives, no more and no less.</param>
internal sealed class DigestField(int minimum, params (byte Algorithm, int Octets)[] lengths) : RdataField
{
    private const int Unknown = -1;

    public override bool TryRead(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position)
    {
        int start = position;
        if (!RdataSchemas.U8.TryRead(ref reader, origin, rdata, ref position)
            || !HexField.TryReadRest(ref reader, rdata, ref position))
        {
            return false;
        }

        int octets = position - start - 1;
        if (HasRightLength(rdata[start], octets))
        {
            return true;
        }

        reader.Fail(string.Create(
            CultureInfo.InvariantCulture, $"a digest of type {rdata[start]} does not have {octets} octets"));
        return false;
    }

    public override bool TrySkip(ReadOnlySpan<byte> rdata, ref int position)
    {
        if (position == rdata.Length)
        {
            return false;
        }

        byte algorithm = rdata[position++];
        int octets = rdata.Length - position;
        bool right = HasRightLength(algorithm, octets);
        int expected = RightLength(algorithm);

        // Wrong is the first octet too many, or the end.
        position += right || expected == Unknown ? octets : Math.Min(octets, expected);
        return right;
    }

    public override bool TryWrite(ReadOnlySpan<byte> rdata, ref int position, StringBuilder text)
    {
        text.Append(rdata[position]).Append(' ');
        HexText.Append(text, rdata[(position + 1)..]);
        position = rdata.Length;
        return true;
    }

    private bool HasRightLength(byte algorithm, int octets)
    {
        int right = RightLength(algorithm);
        return right == Unknown ? octets >= minimum : octets == right;
    }

    private int RightLength(byte algorithm)
    {
        foreach ((byte known, int octets) in lengths)
        {
            if (known == algorithm)
            {
                return octets;
            }
        }

        return Unknown;
    }
}
