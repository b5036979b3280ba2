namespace ReverseDns.Dnssec;

/// <summary>How a zone proves what it does not have.</summary>
public enum DenialKind
{
    Nsec,

    /// <summary>Hashed names, without salt and further iterations (RFC 9276).</summary>
    Nsec3,

    /// <summary>The same, with delegations that have no DS left out (RFC 5155, section 6); never one at a wildcard.</summary>
    Nsec3OptOut,
}
