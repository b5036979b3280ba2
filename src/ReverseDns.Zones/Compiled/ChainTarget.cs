using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ReverseDns.Zones.Compiled;

/// <summary>Reads where a CNAME or DNAME leads out of its block.</summary>
internal static unsafe class ChainTarget
{
    /// <summary>Returns how many octets of the target stand there before the pointer to the apex, if it has one.</summary>
    public static int ReadCname(RRsetEntry* entry, byte* block, byte* records, out bool endsInApex)
    {
        int length = RdataLength(records);
        endsInApex = false;
        if (entry->PatchCount > 0)
        {
            int at = Unsafe.ReadUnaligned<ushort>(block);
            endsInApex = Unsafe.ReadUnaligned<ushort>(records + at) == RRsetEntry.ToApex
                && at == RRsetEncoder.RecordHeaderLength + length - sizeof(ushort);
        }

        return endsInApex ? length - sizeof(ushort) : length;
    }

    /// <summary>A DNAME's target is never compressed.</summary>
    public static ReadOnlySpan<byte> ReadDname(byte* records) =>
        new(records + RRsetEncoder.RecordHeaderLength, RdataLength(records));

    private static int RdataLength(byte* record) => BinaryPrimitives.ReadUInt16BigEndian(
        new ReadOnlySpan<byte>(record + RRsetEncoder.RecordHeaderLength - sizeof(ushort), sizeof(ushort)));
}
