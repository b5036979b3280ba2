using System.Buffers.Binary;

namespace ReverseDns.Protocol.RdataFields;

/// <summary>
/// The parameters of SVCB and HTTPS (RFC 9460, section 2): key, length and value, in ascending order of keys on the
/// wire and in any order in text, up to the end of the RDATA.
/// </summary>
internal sealed class ServiceParametersField : RdataField
{
    private const string Expected = "a parameter such as alpn=h2 or key65280=text";
    private const int Fixed = 4;

    public override bool TryRead(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position)
    {
        int start = position;
        while (!reader.AtEntryEnd())
        {
            if (!reader.TryReadWord(Expected, out PresentationToken token))
            {
                return false;
            }

            int equals = token.Text.IndexOf((byte)'=');
            ReadOnlySpan<byte> name = equals < 0 ? token.Text : token.Text[..equals];
            ReadOnlySpan<byte> value = equals < 0 ? default : token.Text[(equals + 1)..];
            if (equals == token.Text.Length - 1 && reader.TryReadAttached(out PresentationToken quoted))
            {
                value = quoted.Text;
            }

            if (reader.Fault is not null
                || !TryAppend(ref reader, token, name, value, rdata[start..], ref position, start))
            {
                return false;
            }
        }

        if (reader.Fault is null && !HasMandatoryKeys(rdata[start..position]))
        {
            reader.Fail("a key listed as mandatory has no value");
        }

        return reader.Fault is null;
    }

    public override bool TrySkip(ReadOnlySpan<byte> rdata, ref int position)
    {
        int start = position;
        for (int last = -1; position < rdata.Length;)
        {
            if (rdata.Length - position < Fixed)
            {
                position = rdata.Length;
                return false;
            }

            int key = BinaryPrimitives.ReadUInt16BigEndian(rdata[position..]);
            int length = BinaryPrimitives.ReadUInt16BigEndian(rdata[(position + 2)..]);
            if (key <= last || key == ServiceParameter.InvalidKey)
            {
                return false;
            }

            position += Fixed;
            int value = position;
            if (!TrySkipOctets(rdata, ref position, length))
            {
                return false;
            }

            if (!ServiceParameter.IsValid(key, rdata[value..position]))
            {
                position = value;
                return false;
            }

            last = key;
        }

        bool whole = HasMandatoryKeys(rdata[start..]);
        position = whole ? position : start;
        return whole;
    }

    public override bool TryWrite(ReadOnlySpan<byte> rdata, ref int position, StringBuilder text)
    {
        string separator = string.Empty;
        while (position < rdata.Length)
        {
            int key = BinaryPrimitives.ReadUInt16BigEndian(rdata[position..]);
            int length = BinaryPrimitives.ReadUInt16BigEndian(rdata[(position + 2)..]);
            text.Append(separator);
            ServiceParameter.Write(key, rdata.Slice(position + Fixed, length), text);
            position += Fixed + length;
            separator = " ";
        }

        return true;
    }

    private static bool TryAppend(
        ref PresentationReader reader,
        scoped in PresentationToken token,
        scoped ReadOnlySpan<byte> name,
        scoped ReadOnlySpan<byte> value,
        scoped Span<byte> parameters,
        ref int position,
        int start)
    {
        int end = position - start;
        if (!ServiceParameter.TryParseKey(name, out int key, out bool isGeneric))
        {
            reader.Refuse(token, Expected);
            return false;
        }

        if (!HasRoom(ref reader, parameters, end, Fixed))
        {
            return false;
        }

        if (!ServiceParameter.TryParseValue(key, isGeneric, value, parameters[(end + Fixed)..], out int length)
            || length > ushort.MaxValue)
        {
            reader.Refuse(token, $"a parameter with a right value for {ServiceParameter.NameOf(key)}");
            return false;
        }

        BinaryPrimitives.WriteUInt16BigEndian(parameters[end..], (ushort)key);
        BinaryPrimitives.WriteUInt16BigEndian(parameters[(end + 2)..], (ushort)length);
        int size = Fixed + length;
        if (!TryMoveToPlace(parameters[..(end + size)], end, key))
        {
            reader.Fail(token, $"{ServiceParameter.NameOf(key)} stands twice");
            return false;
        }

        position += size;
        return true;
    }

    /// <summary>Moves the parameter just written at the end to where its key belongs; false when the key is there already.</summary>
    private static bool TryMoveToPlace(scoped Span<byte> parameters, int last, int key)
    {
        int place = 0;
        while (place < last)
        {
            int other = BinaryPrimitives.ReadUInt16BigEndian(parameters[place..]);
            if (other >= key)
            {
                break;
            }

            place += Fixed + BinaryPrimitives.ReadUInt16BigEndian(parameters[(place + 2)..]);
        }

        if (place < last && BinaryPrimitives.ReadUInt16BigEndian(parameters[place..]) == key)
        {
            return false;
        }

        // A rotation by three reversals: what was last comes first, the rest moves behind it.
        parameters[place..last].Reverse();
        parameters[last..].Reverse();
        parameters[place..].Reverse();
        return true;
    }

    /// <summary>True when each key of the mandatory list is there (RFC 9460, section 8); the list comes first, as key 0.</summary>
    private static bool HasMandatoryKeys(scoped ReadOnlySpan<byte> parameters)
    {
        if (parameters.Length < Fixed || BinaryPrimitives.ReadUInt16BigEndian(parameters) != ServiceParameter.Mandatory)
        {
            return true;
        }

        ReadOnlySpan<byte> keys = parameters.Slice(Fixed, BinaryPrimitives.ReadUInt16BigEndian(parameters[2..]));
        int place = 0;
        for (; !keys.IsEmpty; keys = keys[2..])
        {
            // Both are in ascending order: one pass over the parameters finds them all.
            int key = BinaryPrimitives.ReadUInt16BigEndian(keys);
            while (place < parameters.Length && BinaryPrimitives.ReadUInt16BigEndian(parameters[place..]) < key)
            {
                place += Fixed + BinaryPrimitives.ReadUInt16BigEndian(parameters[(place + 2)..]);
            }

            if (place >= parameters.Length || BinaryPrimitives.ReadUInt16BigEndian(parameters[place..]) != key)
            {
                return false;
            }
        }

        return true;
    }
}
