namespace ReverseDns.Zones.Compiled;

/// <summary>What an owner name has to do with the NSEC3 chain in use.</summary>
internal enum Nsec3Owner
{
    None,

    /// <summary>Only the chain's: it exists for no question (RFC 5155, section 7.2.8).</summary>
    Alone,

    /// <summary>The zone has other data at the same name.</summary>
    WithOthers,
}
