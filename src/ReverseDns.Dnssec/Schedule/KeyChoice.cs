using System.Collections.Immutable;

namespace ReverseDns.Dnssec;

/// <summary>Decides which keys a zone is to have: who retires, and who takes its place.</summary>
internal static class KeyChoice
{
    private static readonly Comparer<ManagedKey> ByAge =
        Comparer<ManagedKey>.Create((left, right) => left.Since.CompareTo(right.Since));

    /// <param name="missing">Kinds of keys that are needed, and neither on standby nor spare.</param>
    public static ZoneKeyState Choose(
        KeyPolicy policy, ZoneKeyState state, KeyObservation seen, out ImmutableArray<KeyRole> missing)
    {
        List<KeyRole> needed = [];
        ImmutableArray<ManagedKey> keys = state.Keys;
        foreach (KeyRole role in policy.Roles)
        {
            keys = WithActive(policy, state, seen, keys, role, needed);
            keys = policy.HasStandby ? WithStandby(policy, state, seen, keys, role, needed) : keys;
        }

        missing = [.. needed];
        return state with { Keys = WithoutUnneeded(policy, seen, keys, needed) };
    }

    /// <summary>
    /// How long until a key is to be replaced; null: no time is set. Its successor has to be in caches by then. The wall clock may
    /// have been ahead when the key was new: the time that has passed for certain counts too.
    /// </summary>
    public static TimeSpan? Left(KeyPolicy policy, ManagedKey key, DateTimeOffset now, TimeSpan clock)
    {
        if (policy.Lifetime(key.Role) is not TimeSpan lifetime || lifetime <= TimeSpan.Zero)
        {
            return null;
        }

        TimeSpan age = now - key.Since;
        TimeSpan lived = key.SinceClock is TimeSpan since ? clock - since : age;
        return lifetime - policy.KeepDnsKeys(TimeSpan.Zero) - (lived > age ? lived : age);
    }

    private static ImmutableArray<ManagedKey> WithActive(
        KeyPolicy policy, ZoneKeyState state, KeyObservation seen, ImmutableArray<ManagedKey> keys, KeyRole role, List<KeyRole> needed)
    {
        ManagedKey[] active = [.. keys.Where(key => key.Goal == KeyGoal.Active && Serves(policy, key, role))];
        bool rolling = keys.Any(key => key.Role == role && key.Goal == KeyGoal.Retired && state.Mentions(key.Name));
        ManagedKey? old = rolling ? null : Array.Find(active, key => Left(policy, key, seen.Now, state.Clock) <= TimeSpan.Zero);
        if (active.Length > 1)
        {
            return Retire(keys, active.Order(ByAge).SkipLast(1), seen.Now);
        }

        if (active.Length == 1 && old is null)
        {
            return keys;
        }

        if (Successor(policy, seen, keys, role) is not ManagedKey successor)
        {
            needed.Add(role);
            return keys;
        }

        ImmutableArray<ManagedKey> retired = old is null ? keys : Retire(keys, [old], seen.Now);
        return [.. retired.Where(key => key.Name != successor.Name), successor with { Goal = KeyGoal.Active, Since = seen.Now, SinceClock = state.Clock }];
    }

    private static ImmutableArray<ManagedKey> WithStandby(
        KeyPolicy policy, ZoneKeyState state, KeyObservation seen, ImmutableArray<ManagedKey> keys, KeyRole role, List<KeyRole> needed)
    {
        bool has = keys.Any(key => key.Goal == KeyGoal.Standby && Serves(policy, key, role));
        if (has || needed.Contains(role) || !state.IsSettled)
        {
            return keys;
        }

        if (Spare(policy, seen, keys, role) is not ManagedKey spare)
        {
            needed.Add(role);
            return keys;
        }

        return keys.Add(spare with { Goal = KeyGoal.Standby, Since = seen.Now });
    }

    /// <summary>Keys of another algorithm or kind than the policy's go when those that take their place are there.</summary>
    private static ImmutableArray<ManagedKey> WithoutUnneeded(
        KeyPolicy policy, KeyObservation seen, ImmutableArray<ManagedKey> keys, List<KeyRole> needed) =>
        needed.Count > 0
            ? keys
            : Retire(keys, keys.Where(key => key.Goal != KeyGoal.Retired && !IsNeeded(policy, key)), seen.Now);

    private static bool IsNeeded(KeyPolicy policy, ManagedKey key) =>
        (key.Goal == KeyGoal.Active || policy.HasStandby) && policy.Roles.Any(role => Serves(policy, key, role));

    private static ImmutableArray<ManagedKey> Retire(
        ImmutableArray<ManagedKey> keys, IEnumerable<ManagedKey> which, DateTimeOffset now)
    {
        KeyName[] names = [.. which.Select(key => key.Name)];
        return [.. keys.Select(key => Array.IndexOf(names, key.Name) < 0 ? key : key with { Goal = KeyGoal.Retired, Since = now })];
    }

    private static ManagedKey? Successor(KeyPolicy policy, KeyObservation seen, ImmutableArray<ManagedKey> keys, KeyRole role) =>
        keys.FirstOrDefault(key => key.Goal == KeyGoal.Standby && Serves(policy, key, role) && seen.Available.Contains(key.Name))
        ?? Spare(policy, seen, keys, role);

    private static ManagedKey? Spare(KeyPolicy policy, KeyObservation seen, ImmutableArray<ManagedKey> keys, KeyRole role) =>
        seen.Spares.Where(spare => spare.Name.Algorithm == policy.Algorithm && Fits(spare, role))
            .Where(spare => keys.All(key => key.Name != spare.Name))
            .Select(spare => spare with { Role = role })
            .FirstOrDefault();

    private static bool Serves(KeyPolicy policy, ManagedKey key, KeyRole role) =>
        key.Role == role && key.Name.Algorithm == policy.Algorithm;

    /// <summary>A file does not tell a KSK from a CSK: both are secure entry points.</summary>
    private static bool Fits(ManagedKey spare, KeyRole role) => spare.SignsKeys == (role != KeyRole.ZoneSigning);
}
