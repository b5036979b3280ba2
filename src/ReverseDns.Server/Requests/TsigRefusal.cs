using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Server;

/// <summary>The unsigned TSIG record that says BADKEY (RFC 8945, section 5.3.2): the request's own names and time, no MAC.</summary>
internal static class TsigRefusal
{
    private const int RecordFieldsLength = 10;
    private const int TimeLength = 6;
    private const int AdditionalCountOffset = 10;
    private const int Fudge = 300;

    /// <summary>
    /// Returns the message's new length. The record is left out where it does not fit, and where the key's name is
    /// compressed: the place it points to need not be in the answer.
    /// </summary>
    public static int Append(ReadOnlySpan<byte> request, Span<byte> message, int length, in Request parsed)
    {
        ReadOnlySpan<byte> rdata = request.Slice(parsed.TsigRdata, parsed.TsigRdataLength);
        if (!WireName.TryMeasure(request[parsed.TsigOwner..], out int owner) || !WireName.TryMeasure(rdata, out int algorithm))
        {
            return length;
        }

        int ownRdataLength = algorithm + TimeLength + 10;
        int end = length + owner + RecordFieldsLength + ownRdataLength;
        if (end > message.Length)
        {
            return length;
        }

        Span<byte> record = message[length..end];
        request.Slice(parsed.TsigOwner, owner).CopyTo(record);
        record = record[owner..];
        BinaryPrimitives.WriteUInt32BigEndian(record, ((uint)RecordType.TSIG << 16) | (uint)RecordClass.ANY);
        BinaryPrimitives.WriteUInt32BigEndian(record[4..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(record[8..], (ushort)ownRdataLength);
        rdata[..(algorithm + TimeLength)].CopyTo(record[RecordFieldsLength..]);
        record = record[(RecordFieldsLength + algorithm + TimeLength)..];
        BinaryPrimitives.WriteUInt16BigEndian(record, Fudge);
        BinaryPrimitives.WriteUInt16BigEndian(record[2..], 0);
        request[..2].CopyTo(record[4..]);
        BinaryPrimitives.WriteUInt16BigEndian(record[6..], (ushort)ResponseCode.BadKey);
        BinaryPrimitives.WriteUInt16BigEndian(record[8..], 0);
        ushort count = BinaryPrimitives.ReadUInt16BigEndian(message[AdditionalCountOffset..]);
        BinaryPrimitives.WriteUInt16BigEndian(message[AdditionalCountOffset..], (ushort)(count + 1));
        return end;
    }
}
