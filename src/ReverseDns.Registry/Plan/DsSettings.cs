namespace ReverseDns.Registry;

/// <summary>Which DS records go into a zone.</summary>
public sealed record DsSettings
{
    public bool Publish { get; init; } = true;

    /// <summary>SHA-256 and SHA-384; SHA-1 must not be used for delegations any more (RFC 8624, section 3.3).</summary>
    public ImmutableArray<byte> DigestTypes { get; init; } = [2, 4];

    /// <summary>
    /// A DS is a digest over one zone's name. A block that becomes several zones can have one that fits at most one of
    /// them, and the others would be bogus: unless the holder is known to list one DS for each.
    /// </summary>
    public bool PublishForSeveralCuts { get; init; }

    /// <summary>Refuse the delegation of a holder whose DS is invalid, instead of leaving the DS out.</summary>
    public bool RefuseInvalid { get; init; }
}
