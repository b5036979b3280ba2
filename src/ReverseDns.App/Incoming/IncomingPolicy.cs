using ReverseDns.Dnssec;

namespace ReverseDns.App.Incoming;

/// <summary>What a version from a primary is held against before it is served.</summary>
internal sealed record IncomingPolicy
{
    public static IncomingPolicy Default { get; } = new();

    public SignatureDemand Signatures { get; init; }

    /// <summary>One of them has signed the zone's keys; with any, a zone must be signed.</summary>
    public IReadOnlyList<TrustAnchor> Anchors { get; init; } = [];

    public DigestDemand Digests { get; init; } = DigestDemand.Verify;

    /// <summary>A zone that was signed is not taken unsigned.</summary>
    public bool StaysSigned { get; init; }

    /// <summary>Percent of the records served that a version may have less; 100: any number.</summary>
    public int MostLostRecords { get; init; } = 100;

    /// <summary>The same for delegations.</summary>
    public int MostLostDelegations { get; init; } = 100;

    /// <summary>More iterations of NSEC3 are not taken: each denial would cost as many hashes, and validators do not believe them (RFC 9276).</summary>
    public int MostIterations { get; init; } = 500;

    public bool Validates => Signatures == SignatureDemand.Validate || Anchors.Count > 0;
}
