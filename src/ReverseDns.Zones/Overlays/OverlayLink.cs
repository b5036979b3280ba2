using System.Runtime.InteropServices;
using ReverseDns.Zones.Compiled;

namespace ReverseDns.Zones.Overlays;

/// <summary>A record of the NSEC3 chain that has changed since the base image, in the order of hashes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct OverlayLink
{
    public fixed byte Hash[Nsec3Hash.Length];

    /// <summary>Its node; 0 when it is gone.</summary>
    public uint Node;

    /// <summary>The index in the base image's chain of the last record at or before it; -1 when it is before all.</summary>
    public int Base;

    /// <summary>1 when that one has the same hash.</summary>
    public int IsInBase;

    /// <summary>The node of the last record at or before it; 0 when there is none, and the last of all is the one.</summary>
    public uint Owner;

    public static ReadOnlySpan<byte> HashOf(OverlayLink* link) => new(link->Hash, Nsec3Hash.Length);
}
