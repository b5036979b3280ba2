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

    /// <summary>Addresses for the apex's own NS records (<see cref="GlueEntry"/>).</summary>
    public uint ApexGlue;
    public ImageFlags Flags;
    public ushort Nsec3Iterations;
    public byte Nsec3SaltLength;
    public byte Reserved;
    public uint Nsec3Salt;
    public uint Nodes;
    public uint Serial;
}
