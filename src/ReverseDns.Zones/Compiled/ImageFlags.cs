namespace ReverseDns.Zones.Compiled;

[Flags]
internal enum ImageFlags : uint
{
    None = 0,

    /// <summary>Denial is proved by NSEC records.</summary>
    Nsec = 1,

    /// <summary>Denial is proved by NSEC3 records.</summary>
    Nsec3 = 2,
}
