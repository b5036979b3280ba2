using System.Collections.Immutable;

namespace ReverseDns.Dnssec;

/// <summary>
/// All states that resolvers may have in their caches, the wanted one last. One that is wanted may be served from the
/// moment it is written down; one that is not is forgotten when it has been out of service for as long as a cache keeps it.
/// </summary>
public sealed record KeySetVersions(ImmutableArray<KeySetVersion> All)
{
    public static KeySetVersions Of(params IEnumerable<KeySetVersion> all) => new([.. all]);

    public static KeySetVersions Unsigned { get; } = Of(Version(KeySet.Empty, KeySet.Empty));

    public KeySetVersion Wanted => All[^1];

    /// <summary>True when no cache can have anything but what is wanted.</summary>
    public bool IsSettled => All.Length == 1;

    public static KeySetVersion Version(KeySet keys, KeySet signers) => new(keys, signers, TimeSpan.Zero, GoneAt: null);

    public bool Mentions(KeyName name) => All.Any(version => version.Keys.Contains(name));

    public KeySetVersions Want(KeySetVersion version) =>
        new([.. All.Where(other => !other.IsSame(version)), (Find(version) ?? version) with { GoneAt = null }]);

    /// <summary>Takes in what is served now.</summary>
    /// <param name="served">Every state that a server gave or a part of the zone is in.</param>
    /// <param name="complete">False when a server was silent: what was not seen may still be there.</param>
    /// <param name="keep">How long caches and late servers keep what is no longer served, for a TTL.</param>
    public KeySetVersions Observe(
        IReadOnlyCollection<KeySetVersion> served, bool complete, TimeSpan clock, Func<TimeSpan, TimeSpan> keep)
    {
        KeySetVersion[] known = [.. served.Where(version => Find(version) is null), .. All];
        return new([.. known.Select(Observed).Where(version => version.GoneAt is null || version.GoneAt > clock)]);

        KeySetVersion Observed(KeySetVersion version)
        {
            KeySetVersion? seen = served.FirstOrDefault(version.IsSame);
            if (seen is not null || version.IsSame(Wanted))
            {
                TimeSpan timeToLive = seen?.TimeToLive > version.TimeToLive ? seen.TimeToLive : version.TimeToLive;
                return version with { TimeToLive = timeToLive, GoneAt = null };
            }

            return version.GoneAt is null && complete ? version with { GoneAt = clock + keep(version.TimeToLive) } : version;
        }
    }

    private KeySetVersion? Find(KeySetVersion version) => All.FirstOrDefault(version.IsSame);
}
