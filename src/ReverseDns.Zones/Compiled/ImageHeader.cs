using System.Runtime.InteropServices;

namespace ReverseDns.Zones.Compiled;

/// <summary>
/// The start of a zone's image. An image is one block of memory without pointers: a position in it is a count of
/// four-octet units from its start, and 0 means none.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ImageHeader
{
    public const int Unit = 4;

    /// <summary>Slots of the name index: eight octets each, the low half of a name's hash and its node.</summary>
    public uint Slots;
    public uint SlotCount;

    /// <summary>The node of the apex.</summary>
    public uint Apex;

    /// <summary>The negative SOA: a block as <see cref="RRsetEntry"/> has them, its TTL the smaller of the SOA's and its minimum.</summary>
    public uint NegativeSoa;

    /// <summary>NSEC: positions of the nodes that own one, in canonical order. NSEC3: of the nodes made of them, in hash order.</summary>
    public uint Denial;
    public uint DenialCount;

    /// <summary>NSEC3: the hashes in order, twenty octets each.</summary>
    public uint Nsec3Hashes;

    /// <summary>The hosts of the apex's own NS records (<see cref="GlueEntry"/>).</summary>
    public uint ApexGlue;
    public ImageFlags Flags;
    public ushort Nsec3Iterations;
    public byte Nsec3SaltLength;
    public byte Reserved;
    public uint Nsec3Salt;
    public uint Nodes;
    public uint Serial;

    /// <summary>False when a table that the header tells of would lie outside an image of this size.</summary>
    public readonly unsafe bool IsWithin(long size) =>
        SlotCount > Nodes && Nodes > 0
        && Holds(size, Slots, (long)SlotCount * NameIndex.SlotLength)
        && Holds(size, Apex, sizeof(NodeHeader))
        && Holds(size, NegativeSoa, sizeof(RRsetEntry))
        && Holds(size, Denial, (long)DenialCount * sizeof(uint))
        && (!Flags.Has(ImageFlags.Nsec3) || Holds(size, Nsec3Hashes, (long)DenialCount * Nsec3Hash.Length))
        && (DenialCount > 0 || (Flags & (ImageFlags.Nsec | ImageFlags.Nsec3)) == ImageFlags.None)
        && Holds(size, Nsec3Salt, Nsec3SaltLength)
        && Holds(size, ApexGlue, 0);

    private static bool Holds(long size, uint position, long length) => ((long)position * Unit) + length <= size;
}
