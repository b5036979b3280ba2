using System.Collections.Immutable;

namespace ReverseDns.Dnssec;

/// <summary>What is wrong with a zone's keys and does not heal by itself.</summary>
internal static class KeyAlarms
{
    public static ImmutableArray<string> List(ZoneKeyState state, KeyObservation seen) =>
    [
        .. state.Keys.Where(key => IsNeeded(state, key) && !seen.Available.Contains(key.Name))
            .Select(key => $"The private key {key.Name} is not at hand: its signatures cannot be refreshed. Restore it, or replace it with 'rdns keys rollover --emergency'"),
        .. Foreign(state, seen),
        .. Disagreeing(seen),
    ];

    private static bool IsNeeded(ZoneKeyState state, ManagedKey key) =>
        state.Signatures.Wanted.Keys.Contains(key.Name) || state.DnsKeys.Wanted.Signers.Contains(key.Name)
        || (key.Goal == KeyGoal.Active && state.DnsKeys.Wanted.Keys.Contains(key.Name));

    private static IEnumerable<string> Foreign(ZoneKeyState state, KeyObservation seen) =>
        from set in seen.Parent?.DsSets ?? []
        where !set.IsEmpty && state.DnsKeys.All.All(dnsKeys => set.Intersect(dnsKeys.Keys).Intersect(dnsKeys.Signers).IsEmpty)
        select $"The parent's DS {set} is of no key in the zone: the zone is bogus. The DS to have there is {state.Ds.Wanted.Keys}";

    private static IEnumerable<string> Disagreeing(KeyObservation seen) =>
        seen.Parent?.DsSets.Count > 1
            ? [$"The parent's servers differ about the DS: {string.Join(" | ", seen.Parent.DsSets)}"]
            : [];
}
