namespace ReverseDns.Zones.Tests.Reference;

/// <summary>How a generated zone is signed.</summary>
public enum Signing
{
    None,
    Nsec,
    Nsec3,

    /// <summary>NSEC3 without the insecure delegations and the empty non-terminals that only they make.</summary>
    OptOut,

    /// <summary>Opt-out as some signers do it: those empty non-terminals are kept.</summary>
    OptOutKeepingNonTerminals,
}
