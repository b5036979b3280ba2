namespace ReverseDns.App.Incoming;

/// <summary>What ZONEMD records of an incoming version must be.</summary>
internal enum DigestDemand
{
    None,

    /// <summary>Right, if there are any.</summary>
    Verify,

    /// <summary>There, and right.</summary>
    Require,
}
