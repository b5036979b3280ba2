namespace ReverseDns.Dnssec;

/// <summary>
/// Changes what is wanted of DNSKEY, signatures and DS towards what the keys are for, as far as caches allow now. Every
/// move brings the wanted sets nearer to that, so that moves end.
/// </summary>
internal static class KeyMoves
{
    private const int MaxMoves = 32;

    public static ZoneKeyState Make(KeyPolicy policy, ZoneKeyState state, KeySet available)
    {
        for (int move = 0; move < MaxMoves; move++)
        {
            ZoneKeyState? next = Candidates(policy, state, available)
                .FirstOrDefault(candidate => IsChange(state, candidate) && ChainRule.Allows(state, candidate));
            if (next is null)
            {
                break;
            }

            state = next;
        }

        return state;
    }

    private static IEnumerable<ZoneKeyState> Candidates(KeyPolicy policy, ZoneKeyState state, KeySet available)
    {
        IEnumerable<KeySet> signatures = SignatureSets(state).Where(set => set.Intersect(available).Equals(set));
        return signatures.Select(set => state with { Signatures = state.Signatures.Want(KeySetVersions.Version(set, KeySet.Empty)) })
            .Concat(DnsKeySets(state, available).Select(version => state with { DnsKeys = state.DnsKeys.Want(version) }))
            .Concat(DsSets(policy, state, available)
                .Select(set => state with { Ds = state.Ds.Want(KeySetVersions.Version(set, KeySet.Empty)) }));
    }

    /// <summary>
    /// Straight to the keys that are to sign: whoever signs twice doubles the zone. Both only when the algorithm changes, as
    /// the DNSKEY of the new one may not come before its signatures, nor go after them.
    /// </summary>
    private static IEnumerable<KeySet> SignatureSets(ZoneKeyState state)
    {
        KeySet target = Names(state, key => key.Goal == KeyGoal.Active && key.SignsZone);
        KeySet wanted = state.Signatures.Wanted.Keys;
        yield return target;
        if (!wanted.IsEmpty && target.Names.Any(name => !wanted.Has(name.Algorithm)))
        {
            yield return wanted.Union(target);
        }
    }

    /// <summary>All at once, else what comes before what goes, else one by one.</summary>
    private static IEnumerable<KeySetVersion> DnsKeySets(ZoneKeyState state, KeySet available)
    {
        KeySet target = Names(state, key => key.Goal != KeyGoal.Retired);
        KeySet wanted = state.DnsKeys.Wanted.Keys;
        IEnumerable<KeySet> sets =
        [
            target, wanted.Union(target),
            .. target.Names.Where(name => !wanted.Contains(name)).Select(wanted.With),
            .. wanted.Names.Where(name => !target.Contains(name)).Select(wanted.Without),
        ];
        return sets.Select(set => KeySetVersions.Version(set, Signers(state, set, available)));
    }

    /// <summary>
    /// The keys of the new DS alone, which their DNSKEYs go before (double signature). A new DS beside the old one is for a
    /// key that has to come without the help of the old, whose private half is lost.
    /// </summary>
    private static IEnumerable<KeySet> DsSets(KeyPolicy policy, ZoneKeyState state, KeySet available)
    {
        KeySet target = Names(state, key => key.Goal == KeyGoal.Active && key.SignsKeys);
        yield return target;
        KeySet wanted = state.Ds.Wanted.Keys;
        if (policy.IsSigned && !wanted.IsEmpty && wanted.Intersect(available).IsEmpty)
        {
            yield return wanted.Union(target);
        }
    }

    private static KeySet Signers(ZoneKeyState state, KeySet dnsKeys, KeySet available) =>
        Names(state, key => key.SignsKeys).Intersect(dnsKeys).Intersect(available);

    private static KeySet Names(ZoneKeyState state, Func<ManagedKey, bool> which) =>
        KeySet.Of(state.Keys.Where(which).Select(key => key.Name));

    private static bool IsChange(ZoneKeyState state, ZoneKeyState next) =>
        !next.DnsKeys.Wanted.IsSame(state.DnsKeys.Wanted)
        || !next.Signatures.Wanted.IsSame(state.Signatures.Wanted)
        || !next.Ds.Wanted.IsSame(state.Ds.Wanted);
}
