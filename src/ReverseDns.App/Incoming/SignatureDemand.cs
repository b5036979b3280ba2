namespace ReverseDns.App.Incoming;

/// <summary>What the signatures of an incoming version must be.</summary>
internal enum SignatureDemand
{
    None,

    /// <summary>Valid, all that validators need, if the zone is signed.</summary>
    Validate,
}
