using System.Runtime.InteropServices;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>
/// One RRset of a node. Its block: <see cref="PatchCount"/> offsets (16 bits) into the records, the records, their
/// RRSIGs. Records stand as in a message: a pointer to the owner (to offset 12, where the question's name is), type,
/// class, TTL, length, RDATA. A name in RDATA may end in a pointer; each such place is listed as a patch and holds
/// <see cref="ToApex"/> plus an offset into the apex's name, or <see cref="ToBlock"/> plus one into the records.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RRsetEntry
{
    public const ushort ToApex = 0x8000;
    public const ushort ToBlock = 0x4000;

    public RecordType Type;

    /// <summary>0 when there are signatures and nothing that they sign.</summary>
    public ushort Count;
    public ushort SignatureCount;
    public ushort PatchCount;
    public int RecordsLength;
    public int SignaturesLength;

    public readonly int BlockLength => (PatchCount * sizeof(ushort)) + RecordsLength + SignaturesLength;
}
