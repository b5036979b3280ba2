using System.Runtime.InteropServices;

namespace ReverseDns.Zones.Overlays;

/// <summary>A name that has changed since the base image, in canonical order; of two with one name the hashed one is first.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OverlayName
{
    /// <summary>Its node; one that says so when the name is gone.</summary>
    public uint Node;

    /// <summary>NSEC: the index in the base image's order of the last owner at or before the name.</summary>
    public uint Denial;

    /// <summary>NSEC: the node of the last owner at or before the name.</summary>
    public uint Owner;
    public OverlayNameFlags Flags;
}
