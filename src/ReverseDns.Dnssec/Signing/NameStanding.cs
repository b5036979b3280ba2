namespace ReverseDns.Dnssec.Signing;

/// <summary>What a zone has to say at one of its names.</summary>
internal enum NameStanding
{
    Authoritative,

    /// <summary>NS records below the apex: only DS and what denies others are the zone's own.</summary>
    Cut,

    /// <summary>Below a cut or a DNAME: glue, or nothing that anybody is told.</summary>
    Occluded,
}
