namespace ReverseDns.Protocol.RdataFields;

/// <summary>What may be done with a name inside RDATA; each value includes what the ones before it allow.</summary>
internal enum NameTreatment
{
    /// <summary>Types newer than RFC 3597 outside RFC 4034's list: octets as they are.</summary>
    Opaque,

    /// <summary>Lower-cased in canonical form (RFC 4034, section 6.2, less NSEC: RFC 6840, section 5.1).</summary>
    Canonical,

    /// <summary>A sender may have compressed it once; we do not (RFC 3597, section 4).</summary>
    Decompressed,

    /// <summary>RFC 1035's own types.</summary>
    Compressed,
}
