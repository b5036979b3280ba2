using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ReverseDns.Protocol;

/// <summary>The fields of a TSIG record that stand beside its names and its MAC.</summary>
/// <param name="ServerTime">The other data of BADTIME; nothing otherwise.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TsigStamp(long Time, ushort Fudge, TsigError Error, long ServerTime)
{
    public const int TimersLength = TsigRecord.TimeLength + sizeof(ushort);
    public const int MaxErrorLength = (2 * sizeof(ushort)) + TsigRecord.TimeLength;

    public int OtherLength => Error == TsigError.BadTime ? TsigRecord.TimeLength : 0;

    public void WriteTimers(Span<byte> octets)
    {
        TsigRecord.WriteTime(octets, Time);
        BinaryPrimitives.WriteUInt16BigEndian(octets[TsigRecord.TimeLength..], Fudge);
    }

    /// <summary>Error, length of the other data, other data.</summary>
    public void WriteError(Span<byte> octets)
    {
        BinaryPrimitives.WriteUInt16BigEndian(octets, (ushort)Error);
        BinaryPrimitives.WriteUInt16BigEndian(octets[2..], (ushort)OtherLength);
        if (OtherLength != 0)
        {
            TsigRecord.WriteTime(octets[4..], ServerTime);
        }
    }
}
