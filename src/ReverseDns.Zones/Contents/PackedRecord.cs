using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>How one record lies in the memory of a <see cref="ZoneContents"/>: this header, the owner, the RDATA.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PackedRecord
{
    public const int Alignment = 8;

    public uint Ttl;
    public int Line;
    public RecordType Type;
    public ushort RdataLength;
    public ushort File;
    public byte OwnerLength;
    public PackedRecordFlags Flags;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Owner(PackedRecord* record) => new(record + 1, record->OwnerLength);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Rdata(PackedRecord* record) =>
        new((byte*)(record + 1) + record->OwnerLength, record->RdataLength);
}
