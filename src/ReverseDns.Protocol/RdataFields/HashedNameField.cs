namespace ReverseDns.Protocol.RdataFields;

/// <summary>A hashed owner name behind its length, in Base32 with the extended hex alphabet and no padding.</summary>
internal sealed class HashedNameField : RdataField
{
    private const string Expected = "a hash in Base32 with the extended hex alphabet";
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUV";

    public override bool TryRead(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position)
    {
        if (!reader.TryReadWord(Expected, out PresentationToken token)
            || !HasRoom(ref reader, rdata, position, 1 + byte.MaxValue))
        {
            return false;
        }

        if (!TryDecode(token.Text, rdata.Slice(position + 1, byte.MaxValue), out int length))
        {
            reader.Refuse(token, Expected);
            return false;
        }

        rdata[position] = (byte)length;
        position += length + 1;
        return true;
    }

    public override bool TrySkip(ReadOnlySpan<byte> rdata, ref int position)
    {
        bool empty = position < rdata.Length && rdata[position] == 0;
        return !empty && CharacterStringField.TrySkipOne(rdata, ref position);
    }

    public override bool TryWrite(ReadOnlySpan<byte> rdata, ref int position, StringBuilder text)
    {
        int length = rdata[position++];
        uint bits = 0;
        int count = 0;
        foreach (byte octet in rdata.Slice(position, length))
        {
            bits = (bits << 8) | octet;
            for (count += 8; count >= 5; count -= 5)
            {
                text.Append(Digits[(int)(bits >> (count - 5)) & 31]);
            }
        }

        if (count > 0)
        {
            text.Append(Digits[(int)(bits << (5 - count)) & 31]);
        }

        position += length;
        return true;
    }

    private static bool TryDecode(scoped ReadOnlySpan<byte> text, scoped Span<byte> destination, out int length)
    {
        length = 0;
        uint bits = 0;
        int count = 0;
        foreach (byte character in text)
        {
            int digit = Digit(character);
            if (digit < 0)
            {
                return false;
            }

            bits = (bits << 5) | (uint)digit;
            count += 5;
            if (count < 8)
            {
                continue;
            }

            if (length == destination.Length)
            {
                return false;
            }

            count -= 8;
            destination[length++] = (byte)(bits >> count);
        }

        // What is left over is shorter than a digit and zero, or the text was cut off.
        return length > 0 && count < 5 && (bits & ((1u << count) - 1)) == 0;
    }

    private static int Digit(byte character) => character switch
    {
        >= (byte)'0' and <= (byte)'9' => character - '0',
        >= (byte)'a' and <= (byte)'v' => character - 'a' + 10,
        >= (byte)'A' and <= (byte)'V' => character - 'A' + 10,
        _ => -1,
    };
}
