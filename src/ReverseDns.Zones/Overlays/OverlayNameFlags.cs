namespace ReverseDns.Zones.Overlays;

[Flags]
internal enum OverlayNameFlags : uint
{
    None = 0,

    /// <summary>Owns an NSEC.</summary>
    OwnsNsec = 1,

    /// <summary>Owns one in the base image.</summary>
    OwnedNsec = 2,
}
