using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Server;

/// <summary>Writes our OPT record (RFC 6891, section 6.1.2), made ready once for one address family.</summary>
internal sealed class EdnsWriter
{
    private const int FixedLength = 11;
    private const int PayloadSizeOffset = 3;
    private const int UpperCodeOffset = 5;
    private const int FlagsOffset = 7;
    private const int RdataLengthOffset = 9;
    private const int AdditionalCountOffset = 10;
    private const int NsidOption = 3;
    private const int ExtendedErrorOption = 15;
    private const int ExtendedErrorLength = 6;
    private const int CookieOption = 10;
    private const int CookieLength = 4 + Cookie.Length;
    private const byte DnssecOkBit = 0x80;

    private readonly byte[] _record;

    public EdnsWriter(int payloadLimit, ReadOnlySpan<byte> nsid)
    {
        PayloadLimit = payloadLimit;
        int optionLength = nsid.IsEmpty ? 0 : 4 + nsid.Length;
        _record = new byte[FixedLength + optionLength];
        BinaryPrimitives.WriteUInt16BigEndian(_record.AsSpan(1), (ushort)RecordType.OPT);
        BinaryPrimitives.WriteUInt16BigEndian(_record.AsSpan(PayloadSizeOffset), (ushort)payloadLimit);
        if (!nsid.IsEmpty)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_record.AsSpan(FixedLength), NsidOption);
            BinaryPrimitives.WriteUInt16BigEndian(_record.AsSpan(FixedLength + 2), (ushort)nsid.Length);
            nsid.CopyTo(_record.AsSpan(FixedLength + 4));
        }
    }

    public int PayloadLimit { get; }

    /// <summary>Room that the record needs; an extended error is added only where there is room left.</summary>
    public int Length(in Request request) =>
        (request.WantsNsid ? _record.Length : FixedLength) + (request.Cookie.State == CookieState.None ? 0 : CookieLength);

    /// <summary>Adds the record at the end of the message, counts it, and returns the message's new length.</summary>
    public int Append(Span<byte> message, int length, in Request request, ResponseCode code, ExtendedError error)
    {
        int ownLength = request.WantsNsid ? _record.Length : FixedLength;
        Span<byte> record = message[length..];
        _record.AsSpan(0, ownLength).CopyTo(record);
        record[UpperCodeOffset] = (byte)((int)code >> 4);
        record[FlagsOffset] = request.DnssecOk ? DnssecOkBit : (byte)0;
        if (request.Cookie.State != CookieState.None && ownLength + CookieLength <= record.Length)
        {
            BinaryPrimitives.WriteUInt32BigEndian(record[ownLength..], (CookieOption << 16) | Cookie.Length);
            request.Cookie.Write(record[(ownLength + 4)..]);
            ownLength += CookieLength;
        }

        if (error != ExtendedError.None && ownLength + ExtendedErrorLength <= record.Length)
        {
            BinaryPrimitives.WriteUInt32BigEndian(record[ownLength..], (ExtendedErrorOption << 16) | 2);
            BinaryPrimitives.WriteUInt16BigEndian(record[(ownLength + 4)..], (ushort)error);
            ownLength += ExtendedErrorLength;
        }

        BinaryPrimitives.WriteUInt16BigEndian(record[RdataLengthOffset..], (ushort)(ownLength - FixedLength));
        ushort count = BinaryPrimitives.ReadUInt16BigEndian(message[AdditionalCountOffset..]);
        BinaryPrimitives.WriteUInt16BigEndian(message[AdditionalCountOffset..], (ushort)(count + 1));
        return length + ownLength;
    }
}
