namespace ReverseDns.Dnssec;

/// <summary>Which keys a zone has, how long each is used, and how long the world takes to hear of a change.</summary>
public sealed record KeyPolicy
{
    /// <summary>False: the zone is to become unsigned, its DS first.</summary>
    public bool IsSigned { get; init; } = true;

    public SecurityAlgorithm Algorithm { get; init; } = SecurityAlgorithm.EcdsaP256Sha256;

    public int RsaBits { get; init; } = 2048;

    /// <summary>One key for everything (CSK) instead of a KSK and a ZSK.</summary>
    public bool IsCombined { get; init; }

    /// <summary>Of a KSK or CSK; null: until it is told.</summary>
    public TimeSpan? KeySigningLifetime { get; init; }

    /// <summary>Of a ZSK; null: until it is told.</summary>
    public TimeSpan? ZoneSigningLifetime { get; init; } = TimeSpan.FromDays(90);

    /// <summary>One more key of each kind is published and not used, so that a roll can start at once.</summary>
    public bool HasStandby { get; init; }

    public bool PublishesCds { get; init; } = true;

    public TimeSpan DnsKeyTimeToLive { get; init; } = TimeSpan.FromHours(1);

    /// <summary>No TTL in the zone is larger, or what is larger has been seen.</summary>
    public TimeSpan LargestTimeToLive { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Until every server of the zone answers from a new version.</summary>
    public TimeSpan ZonePropagation { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The DS's TTL, or the parent's negative one; what is larger is used once it has been seen.</summary>
    public TimeSpan ParentTimeToLive { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Until every server of the parent answers from a new version, after all of them have been seen to.</summary>
    public TimeSpan ParentPropagation { get; init; } = TimeSpan.FromHours(1);

    public IEnumerable<KeyRole> Roles =>
        !IsSigned ? [] : IsCombined ? [KeyRole.Combined] : [KeyRole.KeySigning, KeyRole.ZoneSigning];

    public TimeSpan? Lifetime(KeyRole role) =>
        role == KeyRole.ZoneSigning ? ZoneSigningLifetime : KeySigningLifetime;

    internal TimeSpan KeepDnsKeys(TimeSpan seen) => Longer(seen, DnsKeyTimeToLive) + ZonePropagation;

    internal TimeSpan KeepSignatures(TimeSpan seen) => Longer(seen, LargestTimeToLive) + ZonePropagation;

    internal TimeSpan KeepDs(TimeSpan seen) => Longer(seen, ParentTimeToLive) + ParentPropagation;

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
