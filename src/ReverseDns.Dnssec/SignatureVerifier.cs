using ReverseDns.Dnssec.Signing;
using ReverseDns.Dnssec.Verification;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec;

/// <summary>
/// The gate before a signed version goes live: every signature against the published keys, every name in a closed chain of
/// denial, DS at cuts, digests of the zone. What it does is bounded by the size of the version, whatever its keys and signatures are.
/// </summary>
/// <param name="alsoKnown">DNSKEY RDATA of keys that sign and are not published, as in a roll-over to another algorithm.</param>
public sealed class SignatureVerifier(params IReadOnlyList<ReadOnlyMemory<byte>> alsoKnown)
{
    /// <summary>Threads that verify a whole version.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// The version was signed by others: what validators take is good enough. One signature of a published key is enough for an
    /// RRset, and NSEC3 may have a salt and up to a hundred iterations.
    /// </summary>
    public bool IsOfOthers { get; init; }

    /// <summary>The zone's keys must be signed by one that an anchor names; empty: the published keys are taken as they are.</summary>
    public IReadOnlyList<TrustAnchor> Anchors { get; init; } = [];

    /// <summary>ZONEMD records are held against the version too.</summary>
    public bool ChecksDigests { get; init; } = true;

    private VerificationRules Rules => new(alsoKnown, Anchors, IsOfOthers);

    /// <summary>Verifies a whole version.</summary>
    public VerificationResult Verify(ZoneContents contents, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(contents);
        var faults = new FaultLog();
        if (!contents.TryFind(contents.Origin.Wire, RecordType.DNSKEY, out RRsetView published))
        {
            return new VerificationResult([$"{contents.Origin} has no DNSKEY"], 0, null);
        }

        using var keys = new PublishedKeys(published, alsoKnown);
        if (keys.Algorithms.Count == 0)
        {
            faults.Add($"{contents.Origin} has no DNSKEY that can be used");
        }

        CheckDigests(() => ZoneDigest.Verify(contents), faults);
        AnchorCheck.Run(contents, Anchors, now, faults);
        CheckDenial(contents, faults);
        var pass = new VerifyingPass(contents, keys, IsOfOthers, now, faults);
        return pass.Run(Math.Max(Threads, 1));
    }

    /// <summary>
    /// Verifies what a change has touched, and its neighbours in the chain of denial, in time that grows with the change; with
    /// ZONEMD there is a pass over the zone too. The whole version where keys have gone or the chain is another one.
    /// </summary>
    /// <param name="version">The version after the change; nobody disposes it meanwhile.</param>
    public VerificationResult Verify(CompiledZone version, ZoneDiff change, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(change);
        ReadOnlySpan<byte> apex = version.Origin.Wire;
        bool isWhole = change.Removed.TryFind(apex, RecordType.DNSKEY, out _)
            || change.Removed.TryFind(apex, RecordType.NSEC3PARAM, out _)
            || change.Added.TryFind(apex, RecordType.NSEC3PARAM, out _)
            || new VersionReader(version).Denial == RecordType.None;
        if (!isWhole)
        {
            var faults = new FaultLog();
            CheckDigests(() => ZoneDigest.Verify(version), faults);
            return new ChangeVerifier(version, change, ChainOf(version, faults), faults).Run(Rules, now);
        }

        using ZoneContents contents = version.ToContents();
        return Verify(contents, now);
    }

    private void CheckDigests(Func<ZoneDigestResult> verify, FaultLog faults)
    {
        if (ChecksDigests && verify() is { IsFault: true } found)
        {
            foreach (string remark in found.Remarks)
            {
                faults.Add($"ZONEMD: {remark}");
            }
        }
    }

    private static HashedChain Unsalted { get; } = new([], 0);

    /// <summary>The chain of a version whose parameters have not changed; null for NSEC.</summary>
    private HashedChain? ChainOf(CompiledZone version, FaultLog faults)
    {
        using var builder = new ZoneContentsBuilder(version.Origin);
        new VersionReader(version).AddRecords(version.Origin.Wire, builder, type => type == RecordType.NSEC3PARAM);
        using ZoneContents apex = builder.Build();
        return apex.TryFind(version.Origin.Wire, RecordType.NSEC3PARAM, out RRsetView parameters) ? ChainOf(parameters, faults) : null;
    }

    private HashedChain ChainOf(in RRsetView parameters, FaultLog faults)
    {
        var chain = HashedChain.Of(parameters, IsOfOthers, out string? whyNot);
        if (chain is null)
        {
            faults.Add(parameters.Owner, RecordType.NSEC3PARAM, whyNot!);
        }

        return chain ?? Unsalted;
    }

    private void CheckDenial(ZoneContents contents, FaultLog faults)
    {
        IDenialCheck check = contents.TryFind(contents.Origin.Wire, RecordType.NSEC3PARAM, out RRsetView parameters)
            ? new Nsec3Check(contents, ChainOf(parameters, faults), isOnly: !IsOfOthers, faults)
            : new NsecCheck(contents, faults);
        var owners = new OwnerWalk(contents);
        while (owners.MoveNext() && !faults.IsFull)
        {
            // An owner of nothing but NSEC3 is no name of the zone.
            if (!IsHashed(owners.Types))
            {
                check.Visit(ref owners);
            }
        }

        check.Finish();
    }

    private static bool IsHashed(TypeSet types)
    {
        if (!types.Has(RecordType.NSEC3))
        {
            return false;
        }

        types.Remove(RecordType.NSEC3);
        types.Remove(RecordType.RRSIG);
        return types.IsEmpty;
    }
}
