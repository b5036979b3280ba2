using System.Runtime.InteropServices;

namespace ReverseDns.Zones.Compiled;

/// <summary>
/// One host inside the zone that an NS RRset names: where to find its node, whose address RRsets are the glue. A list of
/// them has those first that a referral cannot do without. Behind the entry of a host that the base image does not have
/// stands its name relative to the apex, in lower case, padded to four octets.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = ImageHeader.Unit)]
internal unsafe struct GlueEntry
{
    /// <summary>Of the host's name, as the name index has it.</summary>
    public ulong Hash;

    /// <summary>The host's node in the base image; 0 when it has none.</summary>
    public uint Node;

    /// <summary>Where in the records of the NS RRset the host's name stands.</summary>
    public ushort HostOffset;

    /// <summary>Octets of the name behind this entry.</summary>
    public byte NameLength;
    public GlueFlags Flags;

    public static byte* Name(GlueEntry* entry) => (byte*)(entry + 1);

    public static GlueEntry* Next(GlueEntry* entry) =>
        (GlueEntry*)(Name(entry) + ((entry->NameLength + ImageHeader.Unit - 1) & -ImageHeader.Unit));
}
