using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using ReverseDns.Dnssec;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Incoming;

/// <summary>
/// Holds what comes from primaries against each zone's policy. What fails is kept aside, and why is remembered until a version
/// passes. From any thread.
/// </summary>
/// <param name="policies">Of a zone, as it is now; the same object as long as nothing has changed.</param>
internal sealed class IncomingGate(Func<DomainName, IncomingPolicy> policies, Quarantine? quarantine, TimeProvider clock)
{
    /// <summary>Of how many there are a loss may always be this large.</summary>
    private const int SmallLoss = 10;

    private const int ShownFaults = 3;
    private const int IterationsOffset = 2;

    private readonly ConcurrentDictionary<DomainName, (Serial Serial, IncomingPolicy Policy)> _passed = [];
    private readonly ConcurrentDictionary<DomainName, string> _refused = [];

    /// <summary>Why the last version of a zone was refused; null when none was since one passed.</summary>
    public string? WhyRefused(DomainName origin) => _refused.GetValueOrDefault(origin);

    /// <summary>Forgets what it knows of all other zones: one that comes again under their name is another.</summary>
    public void Keep(IReadOnlySet<DomainName> origins)
    {
        foreach (DomainName gone in _passed.Keys.Concat(_refused.Keys).Where(origin => !origins.Contains(origin)))
        {
            _passed.TryRemove(gone, out _);
            _refused.TryRemove(gone, out _);
        }
    }

    /// <summary>Null for a version that may be served, else why not.</summary>
    /// <param name="served">In use by the caller; null when there is none.</param>
    public string? Judge(CompiledZone? served, ZoneContents whole, Serial serial)
    {
        IncomingPolicy policy = policies(whole.Origin);
        var faults = new List<string>();
        bool isSigned = whole.TryFind(whole.Origin.Wire, RecordType.DNSKEY, out _);
        Compare(policy, served, whole.RecordCount, () => CountDelegations(whole), isSigned, faults);
        AddIterations(policy, whole, faults);
        AddDigests(policy, () => ZoneDigest.Verify(whole), faults);
        if (policy.Validates && isSigned && faults.Count == 0)
        {
            faults.AddRange(Verifier(policy).Verify(whole, clock.GetUtcNow()).Faults);
        }

        return Conclude(whole.Origin, serial, policy, faults, () => quarantine?.Keep(whole, serial, faults));
    }

    /// <summary>The same for a version that a change has led to. The whole of it is validated where the version before was not.</summary>
    public string? Judge(CompiledZone served, CompiledZone next, ZoneDiff change)
    {
        IncomingPolicy policy = policies(next.Origin);
        var faults = new List<string>();
        bool isSigned = IsSigned(next);
        Compare(policy, served, next.RecordCount, () => new VersionReader(next).CountDelegations(), isSigned, faults);
        using (ZoneContents parameters = ReadParameters(next))
        {
            AddIterations(policy, parameters, faults);
        }

        AddDigests(policy, () => ZoneDigest.Verify(next), faults);
        if (policy.Validates && isSigned && faults.Count == 0)
        {
            faults.AddRange(Validate(policy, served, next, change).Faults);
        }

        return Conclude(next.Origin, next.Serial, policy, faults, () => Keep(next, faults));
    }

    private VerificationResult Validate(IncomingPolicy policy, CompiledZone served, CompiledZone next, ZoneDiff change)
    {
        if (_passed.TryGetValue(next.Origin, out (Serial Serial, IncomingPolicy Policy) passed)
            && passed.Serial == served.Serial && passed.Policy == policy && IsSigned(served))
        {
            return Verifier(policy).Verify(next, change, clock.GetUtcNow());
        }

        using ZoneContents contents = next.ToContents();
        return Verifier(policy).Verify(contents, clock.GetUtcNow());
    }

    /// <summary>What a version has less than the one that is served.</summary>
    private static void Compare(
        IncomingPolicy policy, CompiledZone? served, int records, Func<int> delegations, bool isSigned, List<string> faults)
    {
        if (policy.Anchors.Count > 0 && !isSigned)
        {
            faults.Add("it is not signed, and there are trust anchors for it");
        }

        if (served is null)
        {
            return;
        }

        if (policy.StaysSigned && !isSigned && IsSigned(served))
        {
            faults.Add("it is not signed any more");
        }

        AddLoss("records", policy.MostLostRecords, served.RecordCount, records, faults);
        if (policy.MostLostDelegations < 100)
        {
            AddLoss("delegations", policy.MostLostDelegations, new VersionReader(served).CountDelegations(), delegations(), faults);
        }
    }

    private static void AddLoss(string what, int mostPercent, int before, int after, List<string> faults)
    {
        long lost = (long)before - after;
        if (lost > SmallLoss && lost * 100 > (long)before * mostPercent)
        {
            faults.Add(string.Create(
                CultureInfo.InvariantCulture, $"{lost:N0} of {before:N0} {what} are gone, more than {mostPercent} %"));
        }
    }

    private static void AddIterations(IncomingPolicy policy, ZoneContents zone, List<string> faults)
    {
        if (!zone.TryFind(zone.Origin.Wire, RecordType.NSEC3PARAM, out RRsetView parameters))
        {
            return;
        }

        for (int i = 0; i < parameters.Count; i++)
        {
            int iterations = BinaryPrimitives.ReadUInt16BigEndian(parameters.Rdata(i)[IterationsOffset..]);
            if (iterations > policy.MostIterations)
            {
                faults.Add(string.Create(
                    CultureInfo.InvariantCulture, $"its NSEC3 has {iterations:N0} iterations, more than {policy.MostIterations:N0}"));
            }
        }
    }

    private static ZoneContents ReadParameters(CompiledZone version)
    {
        using var builder = new ZoneContentsBuilder(version.Origin);
        new VersionReader(version).AddRecords(version.Origin.Wire, builder, type => type == RecordType.NSEC3PARAM);
        return builder.Build();
    }

    private static void AddDigests(IncomingPolicy policy, Func<ZoneDigestResult> verify, List<string> faults)
    {
        if (policy.Digests == DigestDemand.None || faults.Count > 0)
        {
            return;
        }

        ZoneDigestResult found = verify();
        if (found.IsFault)
        {
            faults.AddRange(found.Remarks.Select(remark => $"ZONEMD: {remark}"));
        }
        else if (policy.Digests == DigestDemand.Require && found.Outcome != ZoneDigestOutcome.Verified)
        {
            faults.Add("it has no ZONEMD record that can be verified");
        }
    }

    private string? Conclude(DomainName origin, Serial serial, IncomingPolicy policy, List<string> faults, Func<string?> keep)
    {
        if (faults.Count == 0)
        {
            _passed[origin] = (serial, policy);
            _refused.TryRemove(origin, out _);
            return null;
        }

        string more = faults.Count > ShownFaults
            ? string.Create(CultureInfo.InvariantCulture, $"; and {faults.Count - ShownFaults} more")
            : "";
        string why = $"serial {serial} is refused: {string.Join("; ", faults.Take(ShownFaults))}{more}";
        _refused[origin] = keep() is { } place ? $"{why} (kept in {place})" : why;
        return _refused[origin];
    }

    private string? Keep(CompiledZone version, List<string> faults)
    {
        if (quarantine is null)
        {
            return null;
        }

        using ZoneContents contents = version.ToContents();
        return quarantine.Keep(contents, version.Serial, faults);
    }

    /// <summary>Digests are looked at by themselves.</summary>
    private static SignatureVerifier Verifier(IncomingPolicy policy) => new() { IsOfOthers = true, Anchors = policy.Anchors, ChecksDigests = false };

    private static bool IsSigned(CompiledZone version) => new VersionReader(version).HasRRset(version.Origin.Wire, RecordType.DNSKEY);

    private static int CountDelegations(ZoneContents contents)
    {
        int count = 0;
        foreach (RRsetView rrset in contents)
        {
            count += rrset.Type == RecordType.NS && rrset.Owner.Length > contents.Origin.Wire.Length ? 1 : 0;
        }

        return count;
    }
}
