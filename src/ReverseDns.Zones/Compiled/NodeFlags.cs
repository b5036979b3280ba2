namespace ReverseDns.Zones.Compiled;

[Flags]
internal enum NodeFlags : ushort
{
    None = 0,

    /// <summary>A zone cut: NS records, not at the apex.</summary>
    Cut = 1,

    /// <summary>Owns a DNAME.</summary>
    Dname = 2,

    /// <summary>Lies below a cut or a DNAME: glue, or occluded; <see cref="NodeHeader.CoverLabels"/> says which node rules.</summary>
    Covered = 4,

    /// <summary>A child with the label "*" exists.</summary>
    HasWildcard = 8,

    /// <summary>The owner name as it came has upper-case letters.</summary>
    HasUpperCase = 16,

    /// <summary>Owns an NSEC, or an NSEC3 record has its hash: <see cref="NodeHeader.Denial"/> is its own.</summary>
    OwnsDenial = 32,

    /// <summary>Made of a record of the NSEC3 chain: found in the denial order by its hash and not in the name index.</summary>
    Hashed = 64,

    /// <summary>Beside <see cref="Hashed"/>: the zone has other data at the name, and an ordinary node holds all that this one does.</summary>
    Twin = 128,

    /// <summary>In an overlay: the name is gone.</summary>
    Removed = 256,
}
