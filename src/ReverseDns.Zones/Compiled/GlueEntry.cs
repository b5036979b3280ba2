using System.Runtime.InteropServices;

namespace ReverseDns.Zones.Compiled;

/// <summary>
/// One address RRset of a host that an NS RRset names. Behind it its records, as in a node's block, padded to four octets; a list of
/// them ends with a <see cref="Count"/> of 0. Required ones (in-domain, RFC 9471) come first.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GlueEntry
{
    public ushort Count;

    /// <summary>1 when the referral cannot do without it.</summary>
    public ushort IsRequired;

    /// <summary>Where in the records of the NS RRset the host's name stands.</summary>
    public int HostOffset;
    public int RecordsLength;

    /// <summary>Of an address that is no glue but the zone's own: its signatures (RFC 4035, section 3.1.1), behind the records.</summary>
    public ushort SignatureCount;
    public ushort SignaturesLength;

    public static GlueEntry* Next(GlueEntry* entry)
    {
        int length = entry->RecordsLength + entry->SignaturesLength;
        return (GlueEntry*)((byte*)(entry + 1) + ((length + ImageHeader.Unit - 1) & -ImageHeader.Unit));
    }
}
