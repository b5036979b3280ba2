using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ReverseDns.Protocol;

/// <summary>Where the fields of a message's TSIG record are (RFC 8945, section 4.2). Nothing of it has been verified.</summary>
/// <param name="Start">Offset of the record, which is the message's last.</param>
/// <param name="TimeSigned">Seconds since 1970.</param>
/// <param name="Mac">Offset of the MAC.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TsigRecord(
    int Start,
    int Rdata,
    int AlgorithmLength,
    long TimeSigned,
    ushort Fudge,
    int Mac,
    int MacLength,
    ushort OriginalId,
    TsigError Error,
    int Other,
    int OtherLength)
{
    internal const int TimeLength = 6;
    internal const ushort DefaultFudge = 300;

    private const int RecordFields = 10;
    private const int FieldsBeforeMac = TimeLength + sizeof(ushort) + sizeof(ushort);
    private const int FieldsBehindMac = 3 * sizeof(ushort);

    /// <summary>Octets of a record with uncompressed names.</summary>
    internal static int Length(DomainName key, DomainName algorithm, int macLength, int otherLength) =>
        key.Wire.Length + RecordFields + algorithm.Wire.Length + FieldsBeforeMac + macLength + FieldsBehindMac + otherLength;

    /// <summary>False when the record is no TSIG record, or its fields do not fill its RDATA.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, in MessageRecord record, out TsigRecord tsig)
    {
        tsig = default;
        ReadOnlySpan<byte> fields = message.Slice(record.Rdata, record.RdataLength);
        if (record.Type != RecordType.TSIG || record.Class != RecordClass.ANY || record.Ttl != 0
            || !WireName.TryMeasure(fields, out int algorithm) || fields.Length < algorithm + FieldsBeforeMac + FieldsBehindMac)
        {
            return false;
        }

        fields = fields[algorithm..];
        int macLength = BinaryPrimitives.ReadUInt16BigEndian(fields[(TimeLength + 2)..]);
        int behind = FieldsBeforeMac + macLength;
        if (behind + FieldsBehindMac > fields.Length)
        {
            return false;
        }

        int otherLength = BinaryPrimitives.ReadUInt16BigEndian(fields[(behind + 4)..]);
        tsig = new TsigRecord(
            record.Owner,
            record.Rdata,
            algorithm,
            ReadTime(fields),
            BinaryPrimitives.ReadUInt16BigEndian(fields[TimeLength..]),
            record.Rdata + algorithm + FieldsBeforeMac,
            macLength,
            BinaryPrimitives.ReadUInt16BigEndian(fields[behind..]),
            (TsigError)BinaryPrimitives.ReadUInt16BigEndian(fields[(behind + 2)..]),
            record.Rdata + algorithm + behind + FieldsBehindMac,
            otherLength);
        return behind + FieldsBehindMac + otherLength == fields.Length;
    }

    /// <summary>The key's name, uncompressed.</summary>
    /// <param name="name">Room for any name.</param>
    public bool TryGetKeyName(ReadOnlySpan<byte> message, Span<byte> name, out int length)
    {
        int position = Start;
        return MessageName.TryRead(message, ref position, name, out length);
    }

    public ReadOnlySpan<byte> ReadAlgorithm(ReadOnlySpan<byte> message) => message.Slice(Rdata, AlgorithmLength);

    public ReadOnlySpan<byte> ReadMac(ReadOnlySpan<byte> message) => message.Slice(Mac, MacLength);

    /// <summary>Writes a record behind a message and counts it; returns the new length, or the old one where there is no room.</summary>
    internal static int Append(
        Span<byte> message, int length, ReadOnlySpan<byte> key, ReadOnlySpan<byte> algorithm, in TsigStamp stamp, ReadOnlySpan<byte> mac)
    {
        const int additionalCount = 10;
        int other = stamp.OtherLength;
        int rdata = algorithm.Length + FieldsBeforeMac + mac.Length + FieldsBehindMac + other;
        int end = length + key.Length + RecordFields + rdata;
        if (end > Math.Min(message.Length, ushort.MaxValue))
        {
            return length;
        }

        Span<byte> record = message[length..end];
        key.CopyTo(record);
        record = record[key.Length..];
        BinaryPrimitives.WriteUInt32BigEndian(record, ((uint)RecordType.TSIG << 16) | (uint)RecordClass.ANY);
        BinaryPrimitives.WriteUInt32BigEndian(record[4..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(record[8..], (ushort)rdata);
        record = record[RecordFields..];
        algorithm.CopyTo(record);
        record = record[algorithm.Length..];
        stamp.WriteTimers(record);
        BinaryPrimitives.WriteUInt16BigEndian(record[(TimeLength + 2)..], (ushort)mac.Length);
        mac.CopyTo(record[FieldsBeforeMac..]);
        record = record[(FieldsBeforeMac + mac.Length)..];
        message[..2].CopyTo(record);
        stamp.WriteError(record[2..]);
        ushort count = BinaryPrimitives.ReadUInt16BigEndian(message[additionalCount..]);
        BinaryPrimitives.WriteUInt16BigEndian(message[additionalCount..], (ushort)(count + 1));
        return end;
    }

    internal static long ReadTime(ReadOnlySpan<byte> octets) =>
        ((long)BinaryPrimitives.ReadUInt16BigEndian(octets) << 32) | BinaryPrimitives.ReadUInt32BigEndian(octets[2..]);

    internal static void WriteTime(Span<byte> octets, long time)
    {
        BinaryPrimitives.WriteUInt16BigEndian(octets, (ushort)(time >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(octets[2..], (uint)time);
    }
}
