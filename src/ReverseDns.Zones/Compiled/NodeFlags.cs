namespace ReverseDns.Zones.Compiled;

[Flags]
internal enum NodeFlags : ushort
{
    None = 0,

    /// <summary>A zone cut: NS records, not at the apex.</summary>
    Cut = 1,

    /// <summary>Owns a DNAME.</summary>
    Dname = 2,

    /// <summary>Lies below a cut or a DNAME: glue, or occluded; <see cref="NodeHeader.Cover"/> says which node rules.</summary>
    Covered = 4,

    /// <summary>A child with the label "*" exists.</summary>
    HasWildcard = 8,

    /// <summary>A name below exists.</summary>
    HasChildren = 16,

    /// <summary>The owner name as it came has upper-case letters.</summary>
    HasUpperCase = 32,

    /// <summary>Owns an NSEC, or an NSEC3 record has its hash: <see cref="NodeHeader.Denial"/> is its own.</summary>
    OwnsDenial = 64,
}
