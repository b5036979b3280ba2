using ReverseDns.Dnssec.Signing;

namespace ReverseDns.Dnssec.Verification;

/// <summary>Sees the owners of a zone in canonical order, and says whether its chain of denial is closed and true.</summary>
internal interface IDenialCheck
{
    /// <summary>Leaves the types of the walk changed.</summary>
    void Visit(ref OwnerWalk owners);

    void Finish();
}
