namespace ReverseDns.Protocol.RdataFields;

/// <summary>The rest of the RDATA in hexadecimal; white space may stand anywhere between the digits.</summary>
/// <param name="minimum">Octets there must be at least.</param>
internal sealed class HexField(int minimum = 1) : RdataField
{
    private const string Expected = "hexadecimal digits";

    public override bool TryRead(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position)
    {
        int start = position;
        return TryReadRest(ref reader, rdata, ref position) && (position - start >= minimum || FailsShort(ref reader));
    }

    public override bool TrySkip(ReadOnlySpan<byte> rdata, ref int position)
    {
        bool enough = rdata.Length - position >= minimum;
        position = rdata.Length;
        return enough;
    }

    public override bool TryWrite(ReadOnlySpan<byte> rdata, ref int position, StringBuilder text)
    {
        HexText.Append(text, rdata[position..]);
        position = rdata.Length;
        return true;
    }

    /// <summary>Reads the digits of all tokens up to the entry's end, of which there may be none.</summary>
    public static bool TryReadRest(ref PresentationReader reader, scoped Span<byte> rdata, ref int position)
    {
        int high = -1;
        PresentationToken token = default;
        while (!reader.AtEntryEnd() && reader.TryReadWord(Expected, out token))
        {
            // The usual token holds whole octets; what is wrong with one is found digit by digit.
            if (high < 0 && HexText.TryParse(token.Text, rdata[position..], out int octets))
            {
                position += octets;
                continue;
            }

            foreach (byte character in token.Text)
            {
                int digit = HexText.Digit(character);
                if (digit < 0)
                {
                    reader.Refuse(token, Expected);
                    return false;
                }

                if (high < 0)
                {
                    high = digit;
                    continue;
                }

                if (!HasRoom(ref reader, rdata, position, 1))
                {
                    return false;
                }

                rdata[position++] = (byte)((high << 4) | digit);
                high = -1;
            }
        }

        if (high >= 0 && reader.Fault is null)
        {
            reader.Fail(token, "an odd number of hexadecimal digits");
        }

        return reader.Fault is null;
    }

    private bool FailsShort(ref PresentationReader reader)
    {
        reader.Fail(minimum == 1
            ? $"{Expected} are missing"
            : string.Create(CultureInfo.InvariantCulture, $"fewer than {minimum} octets of {Expected}"));
        return false;
    }
}
