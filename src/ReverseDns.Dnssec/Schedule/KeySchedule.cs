using System.Collections.Immutable;

namespace ReverseDns.Dnssec;

/// <summary>
/// Rolls a zone's keys (RFC 6781, section 4; RFC 7583). Each run takes in what is served and what the parent has, and
/// makes every change to the zone with which all combinations in caches still validate. The ways of RFC 6781 are not
/// written down anywhere: pre-publication, double signature and the order of an algorithm roll follow from that rule.
/// </summary>
public static class KeySchedule
{
    /// <summary>How soon a change is looked after that waits for the zone, for the parent or for an operator.</summary>
    private static readonly TimeSpan Attentive = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Idle = TimeSpan.FromHours(6);

    /// <summary>
    /// The next state. It has to be on the disk before anything of it is published. When keys are needed nothing rolls
    /// that waits for them: make them, and run again with them as spares.
    /// </summary>
    public static KeyScheduleResult Run(KeyPolicy policy, ZoneKeyState state, KeyObservation seen)
    {
        ZoneKeyState now = Observe(policy, state with { Clock = state.Clock + seen.Elapsed }, seen);
        ZoneKeyState chosen = KeyChoice.Choose(policy, now, seen, out ImmutableArray<KeyRole> missing);
        ZoneKeyState next = missing.IsEmpty ? KeyMoves.Make(policy, chosen, seen.Available) : chosen;
        next = next with { Keys = next.Keys.RemoveAll(key => key.Goal == KeyGoal.Retired && !next.Mentions(key.Name)) };
        return new KeyScheduleResult(next, missing, KeyAlarms.List(next, seen), NextRun(policy, next, seen, !missing.IsEmpty));
    }

    /// <summary>Takes a key out of use before its time; the next run puts another in its place.</summary>
    /// <param name="isUrgent">Its signatures are replaced at once and not when they are due: somebody else may have the key.</param>
    public static ZoneKeyState Retire(ZoneKeyState state, KeyName name, bool isUrgent, DateTimeOffset now) =>
        state with
        {
            Keys = [.. state.Keys.Select(key =>
                key.Name == name ? key with { Goal = KeyGoal.Retired, Since = now, IsUrgent = isUrgent } : key)],
        };

    /// <summary>
    /// A first state for a zone with keys that another signer has used, or whose state is lost: what is served and what the
    /// parent has. What is served stays wanted until the keys that are to be can follow without a bogus moment.
    /// </summary>
    /// <param name="parent">Null: it may have a DS of any key that signs the DNSKEY RRset, or none.</param>
    public static ZoneKeyState Adopt(IEnumerable<ManagedKey> keys, ServedKeys? served, ParentKeys? parent)
    {
        ImmutableArray<ManagedKey> all = [.. keys];
        KeySetVersion dnsKeys = KeySetVersions.Version(KeySet.Of(all.Select(key => key.Name)), Names(all, key => key.SignsKeys));
        KeySetVersion signatures = KeySetVersions.Version(Names(all, key => key.SignsZone && key.Goal == KeyGoal.Active), KeySet.Empty);
        KeySetVersion ds = KeySetVersions.Version(Names(all, key => key.SignsKeys && key.Goal == KeyGoal.Active), KeySet.Empty);
        KeySetVersion[] published = served is null ? [] : [KeySetVersions.Version(served.DnsKeys, served.DnsKeySigners)];
        KeySetVersion[] seen = Seen(served?.Signatures ?? []);
        bool isSigned = served?.DnsKeys.IsEmpty is false;
        return ZoneKeyState.Unsigned with
        {
            Keys = all,
            DnsKeys = isSigned ? First([dnsKeys], published[0]) : First(published, dnsKeys),
            Signatures = First(seen, isSigned && !Array.Exists(seen, signatures.IsSame) ? seen[^1] : signatures),
            Ds = First(Seen(parent?.DsSets ?? [KeySet.Empty, served?.DnsKeySigners ?? KeySet.Empty]), ds),
        };
    }

    private static KeySetVersions First(IEnumerable<KeySetVersion> seen, KeySetVersion wanted) => KeySetVersions.Of(seen).Want(wanted);

    private static KeySetVersion[] Seen(IEnumerable<KeySet> sets) => [.. sets.Distinct().Select(set => KeySetVersions.Version(set, KeySet.Empty))];

    private static KeySet Names(ImmutableArray<ManagedKey> keys, Func<ManagedKey, bool> which) =>
        KeySet.Of(keys.Where(which).Select(key => key.Name));

    private static ZoneKeyState Observe(KeyPolicy policy, ZoneKeyState state, KeyObservation seen)
    {
        KeySetVersions dnsKeys = state.DnsKeys;
        KeySetVersions signatures = state.Signatures;
        KeySetVersions ds = state.Ds;
        if (seen.Served is ServedKeys served)
        {
            dnsKeys = dnsKeys.Observe(
                [new(served.DnsKeys, served.DnsKeySigners, served.TimeToLive, null)], complete: true, state.Clock, policy.KeepDnsKeys);
            signatures = signatures.Observe(
                [.. served.Signatures.Select(set => new KeySetVersion(set, KeySet.Empty, served.LargestTimeToLive, null))],
                complete: true, state.Clock, policy.KeepSignatures);
        }

        if (seen.Parent is ParentKeys parent)
        {
            ds = ds.Observe(
                [.. parent.DsSets.Select(set => new KeySetVersion(set, KeySet.Empty, parent.TimeToLive, null))],
                parent.IsComplete, state.Clock, policy.KeepDs);
        }

        return state with { DnsKeys = dnsKeys, Signatures = signatures, Ds = ds };
    }

    private static TimeSpan NextRun(KeyPolicy policy, ZoneKeyState state, KeyObservation seen, bool waitsForKeys)
    {
        IEnumerable<TimeSpan> waits = state.DnsKeys.All.Concat(state.Signatures.All).Concat(state.Ds.All)
            .Select(version => version.GoneAt is TimeSpan gone ? gone - state.Clock : Idle);
        IEnumerable<TimeSpan> ages = state.Keys.Where(key => key.Goal == KeyGoal.Active)
            .Select(key => KeyChoice.Left(policy, key, seen.Now, state.Clock) ?? Idle);
        TimeSpan watch = state.IsSettled && !waitsForKeys ? Idle : Attentive;
        return waits.Concat(ages).Where(wait => wait > TimeSpan.Zero).Append(watch).Min();
    }
}
