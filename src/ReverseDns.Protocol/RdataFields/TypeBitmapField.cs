namespace ReverseDns.Protocol.RdataFields;

/// <summary>The types that exist at a name, as windows of bits (RFC 4034, section 4.1.2), up to the RDATA's end.</summary>
internal sealed class TypeBitmapField : RdataField
{
    private const int WindowOctets = 32;
    private const int Windows = 256;

    public override bool TryRead(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position)
    {
        Span<byte> bits = stackalloc byte[Windows * WindowOctets];
        int last = -1;
        while (!reader.AtEntryEnd() && reader.TryReadWord("an RR type", out PresentationToken token))
        {
            if (!RecordTypes.TryParse(token.Text, out RecordType type))
            {
                reader.Refuse(token, "an RR type");
                return false;
            }

            last = Math.Max(last, (ushort)type / Windows);
            bits[(ushort)type / 8] |= (byte)(0x80 >> ((ushort)type % 8));
        }

        for (int window = 0; window <= last && reader.Fault is null; window++)
        {
            int length = bits.Slice(window * WindowOctets, WindowOctets).LastIndexOfAnyExcept((byte)0) + 1;
            if (length > 0 && HasRoom(ref reader, rdata, position, length + 2))
            {
                rdata[position] = (byte)window;
                rdata[position + 1] = (byte)length;
                bits.Slice(window * WindowOctets, length).CopyTo(rdata[(position + 2)..]);
                position += length + 2;
            }
        }

        return reader.Fault is null;
    }

    public override bool TrySkip(ReadOnlySpan<byte> rdata, ref int position)
    {
        for (int last = -1; position < rdata.Length;)
        {
            int window = rdata[position];
            if (window <= last)
            {
                return false;
            }

            int length = ++position < rdata.Length ? rdata[position] : 0;
            if (length is 0 or > WindowOctets || !TrySkipOctets(rdata, ref position, length + 1))
            {
                return false;
            }

            if (rdata[position - 1] == 0)
            {
                position--;
                return false;
            }

            last = window;
        }

        return true;
    }

    public override bool TryWrite(ReadOnlySpan<byte> rdata, ref int position, StringBuilder text)
    {
        string separator = string.Empty;
        while (position < rdata.Length)
        {
            int window = rdata[position];
            ReadOnlySpan<byte> bits = rdata.Slice(position + 2, rdata[position + 1]);
            for (int bit = 0; bit < bits.Length * 8; bit++)
            {
                if ((bits[bit / 8] & (0x80 >> (bit % 8))) != 0)
                {
                    text.Append(separator).Append(RecordTypes.ToPresentation((RecordType)((window * Windows) + bit)));
                    separator = " ";
                }
            }

            position += bits.Length + 2;
        }

        return true;
    }
}
