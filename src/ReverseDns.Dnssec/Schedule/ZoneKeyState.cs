using System.Collections.Immutable;

namespace ReverseDns.Dnssec;

/// <summary>
/// All that has to be known of a zone's keys from one run of the schedule to the next.
/// </summary>
/// <param name="Clock">
/// The time that has passed for certain since the zone was first signed. Caches are waited for by this clock: it stands
/// while the server is down and never jumps, so that a wrong wall clock makes a roll slower and never bogus.
/// </param>
public sealed record ZoneKeyState(
    TimeSpan Clock,
    ImmutableArray<ManagedKey> Keys,
    KeySetVersions DnsKeys,
    KeySetVersions Signatures,
    KeySetVersions Ds)
{
    public static ZoneKeyState Unsigned { get; } =
        new(TimeSpan.Zero, [], KeySetVersions.Unsigned, KeySetVersions.Unsigned, KeySetVersions.Unsigned);

    public ManagedKey? Find(KeyName name) => Keys.FirstOrDefault(key => key.Name == name);

    public bool Mentions(KeyName name) => DnsKeys.Mentions(name) || Signatures.Mentions(name) || Ds.Mentions(name);

    /// <summary>True when all caches agree with what is wanted, and every key is where it is to be.</summary>
    public bool IsSettled => DnsKeys.IsSettled && Signatures.IsSettled && Ds.IsSettled && Keys.All(key => key.Goal != KeyGoal.Retired);
}
