namespace ReverseDns.Protocol.RdataFields;

/// <summary>
/// IPSECKEY's gateway: its type, the key's algorithm, and the gateway itself, which is nothing, an address or a name
/// by that type (RFC 4025, section 2.1).
/// </summary>
internal sealed class GatewayField : RdataField
{
    private const byte None = 0;
    private const byte IPv4 = 1;
    private const byte IPv6 = 2;
    private const byte Name = 3;

    public override bool TryRead(
        ref PresentationReader reader,
        scoped ReadOnlySpan<byte> origin,
        scoped Span<byte> rdata,
        ref int position)
    {
        int type = position;
        if (!RdataSchemas.U8.TryRead(ref reader, origin, rdata, ref position)
            || !RdataSchemas.U8.TryRead(ref reader, origin, rdata, ref position))
        {
            return false;
        }

        switch (rdata[type])
        {
            case None:
                return TryReadNone(ref reader);
            case IPv4:
                return RdataSchemas.IPv4.TryRead(ref reader, origin, rdata, ref position);
            case IPv6:
                return RdataSchemas.IPv6.TryRead(ref reader, origin, rdata, ref position);
            case Name:
                return NameField.TryReadName(ref reader, origin, rdata, ref position);
            default:
                reader.Fail("a gateway type is 0, 1, 2 or 3");
                return false;
        }
    }

    public override bool TrySkip(ReadOnlySpan<byte> rdata, ref int position)
    {
        int type = position;
        return TrySkipOctets(rdata, ref position, 2) && rdata[type] switch
        {
            None => true,
            IPv4 => TrySkipOctets(rdata, ref position, 4),
            IPv6 => TrySkipOctets(rdata, ref position, 16),
            Name => NameField.TrySkipName(rdata, ref position),
            _ => Fails(type, ref position),
        };
    }

    public override bool TryWrite(ReadOnlySpan<byte> rdata, ref int position, StringBuilder text)
    {
        byte type = rdata[position];
        text.Append(CultureInfo.InvariantCulture, $"{type} {rdata[position + 1]} ");
        position += 2;
        switch (type)
        {
            case None:
                text.Append('.');
                return true;
            case IPv4:
                return RdataSchemas.IPv4.TryWrite(rdata, ref position, text);
            case IPv6:
                return RdataSchemas.IPv6.TryWrite(rdata, ref position, text);
            default:
                return RdataSchemas.PlainName.TryWrite(rdata, ref position, text);
        }
    }

    private static bool TryReadNone(ref PresentationReader reader)
    {
        if (!reader.TryReadWord("a gateway", out PresentationToken token))
        {
            return false;
        }

        bool none = token.Is("."u8);
        if (!none)
        {
            reader.Refuse(token, "'.', the gateway of type 0");
        }

        return none;
    }

    private static bool Fails(int where, ref int position)
    {
        position = where;
        return false;
    }
}
