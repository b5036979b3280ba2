namespace ReverseDns.App.Route.Kernel;

/// <summary>
/// Reads what the kernel sends, message by message and attribute by attribute. A length that does not fit ends the reading:
/// nothing beyond is believed.
/// </summary>
internal ref struct NetlinkReader(ReadOnlySpan<byte> octets)
{
    private const int AttributeHeader = 4;

    /// <summary>Nested attributes and byte order stand in the highest two bits.</summary>
    private const int TypeMask = 0x3FFF;

    private ReadOnlySpan<byte> _rest = octets;

    public bool TryReadMessage(out NetlinkKind kind, out uint sequence, out ReadOnlySpan<byte> body)
    {
        (kind, sequence) = (NetlinkKind.None, 0);
        body = default;
        if (_rest.Length < NetlinkWriter.HeaderSize)
        {
            return false;
        }

        uint length = BitConverter.ToUInt32(_rest);
        if (length < NetlinkWriter.HeaderSize || length > _rest.Length)
        {
            return false;
        }

        kind = (NetlinkKind)BitConverter.ToUInt16(_rest[4..]);
        sequence = BitConverter.ToUInt32(_rest[8..]);
        body = _rest[NetlinkWriter.HeaderSize..(int)length];
        Skip((int)length);
        return true;
    }

    public bool TryReadAttribute(out int type, out ReadOnlySpan<byte> value)
    {
        type = 0;
        value = default;
        if (_rest.Length < AttributeHeader)
        {
            return false;
        }

        int length = BitConverter.ToUInt16(_rest);
        if (length < AttributeHeader || length > _rest.Length)
        {
            return false;
        }

        type = BitConverter.ToUInt16(_rest[2..]) & TypeMask;
        value = _rest[AttributeHeader..length];
        Skip(length);
        return true;
    }

    private void Skip(int length) => _rest = _rest[Math.Min((length + 3) & ~3, _rest.Length)..];
}
