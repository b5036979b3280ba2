using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ReverseDns.App.Serving;
using ReverseDns.Dnssec;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Signing;

/// <summary>
/// One zone that is signed here, with its own line of serials. A change of the zone as it comes is signed over the version that
/// is served; what takes longer is made in turns (<see cref="SigningTurn"/>). Each version is verified, then on the disk, then
/// served; one that fails leaves the last one. Members are called by whoever has the catalogue, unless they say otherwise.
/// </summary>
internal sealed class SignedZone(
    DomainName origin, ZonePolicy policy, ZoneKeeper keeper, SignedVersions versions, TimeProvider clock, SigningLog log) : IDisposable
{
    private readonly MissedChanges _missed = new();

    [SuppressMessage("Usage", "CA2213", Justification = "Disposed with the keys")]
    private KeeperRun? _run;
    private PolicyFault? _fault;
    private bool _isInTurn;

    public DomainName Origin => origin;

    public ZonePolicy Policy => policy;

    public ZoneKeeper Keeper => keeper;

    public SignedVersions Versions => versions;

    public SigningLog Log => log;

    /// <summary>Null: the zone is served as it came.</summary>
    public SignedVersion? Version { get; private set; }

    /// <summary>The zone has become unsigned, as was wished.</summary>
    public bool IsOver { get; private set; }

    /// <summary>There is work for a turn: what is served is not of the zone as it is. From any thread.</summary>
    public bool IsBehind { get; private set; }

    /// <summary>What the keys are used for; null before the first turn. For the turn too.</summary>
    public KeeperRun? Keys => _run;

    /// <summary>The parent has not been told of the CDS records yet. For the turn alone.</summary>
    public bool HasNewCds { get; set; }

    /// <summary>Takes up what was served before the last stop; false when there is nothing.</summary>
    public bool TryResume()
    {
        if (versions.Open(origin) is { } stored)
        {
            Version = new SignedVersion(stored, clock.GetUtcNow(), FirstEnd: null);
        }

        return Version is not null;
    }

    /// <summary>The version to be served with the zone as it is now.</summary>
    /// <param name="before">The zone as it was served until now.</param>
    public SignedVersion? Follow(LoadedZone unsigned, LoadedZone? before)
    {
        if (Version is null || Version.IsOf(unsigned))
        {
            IsBehind = Version is null;
            return Version;
        }

        if (unsigned.Change is { } change && before is not null && before.Version != unsigned.Version)
        {
            var of = new UnsignedVersion(unsigned.Version, unsigned.Zone!.Serial);
            if (_isInTurn || _run is not { CanSign: true } || !Version.IsOf(before) || !TrySignNow(change, of))
            {
                _missed.Add(change, before.Version, of);
            }
        }

        IsBehind = !Version.IsOf(unsigned);
        return Version;
    }

    /// <summary>From now on versions are made outside the catalogue, until <see cref="EndTurn"/>: changes wait.</summary>
    public void BeginTurn() => _isInTurn = true;

    public void EndTurn() => _isInTurn = false;

    /// <summary>Signs the changes that have waited.</summary>
    public void CatchUp()
    {
        bool fits = true;
        foreach ((ZoneDiff change, UnsignedVersion to) in _missed.Take(Version?.Stored.SignedOf?.Version))
        {
            using (change)
            {
                fits = fits && _run is { CanSign: true } && TrySign(change, to, []);
            }
        }
    }

    public void TakeKeys(KeeperRun run)
    {
        _run?.Dispose();
        _run = run;
    }

    /// <summary>Goes over to a version that a turn has made.</summary>
    public void Take(SignedVersion version) => (Version, IsBehind) = (version, false);

    /// <summary>What is known of the version that is served.</summary>
    /// <param name="fault">What of the policy does not go with it.</param>
    public void Take(SignedVersion version, DateTimeOffset looked, DateTimeOffset? firstEnd, PolicyFault? fault)
    {
        if (Version?.Stored == version.Stored)
        {
            _fault = fault;
            Version = version with { SignedAt = looked, FirstEnd = firstEnd };
        }
    }

    /// <summary>The zone is served as it came from now on.</summary>
    public void End()
    {
        (Version, IsOver, IsBehind) = (null, true, false);
        versions.Remove(origin);
        log.Unsigned();
    }

    /// <summary>
    /// Signs a change over the version that is served. False, and all is as it was, when the whole zone must be signed, or when
    /// what comes out does not verify.
    /// </summary>
    /// <param name="change">Of the zone as it comes; null: none.</param>
    /// <param name="due">Owners whose signatures may be due.</param>
    /// <exception cref="IOException">The version is not on the disk.</exception>
    public bool TrySign(ZoneDiff? change, UnsignedVersion of, IReadOnlyCollection<DomainName> due)
    {
        SignedVersion before = Version!;
        bool isSilent = due.Count == 0 && change is null or { IsEmpty: true };
        DateTimeOffset now = clock.GetUtcNow();
        Serial serial = before.Zone.Serial;
        var signer = new ZoneSigner(_run!.ForSigner, SigningTurn.Ahead(policy.Signing));
        if (isSilent)
        {
            using ZoneDiff? ofKeys = signer.TrySign(before.Zone, null, serial, now);
            if (ofKeys is null or { IsEmpty: true })
            {
                return ofKeys is not null && (before.Stored.SignedOf == of || TryTake(before, ofKeys, before.Zone, of, now));
            }
        }

        using ZoneDiff? signed = signer.TrySign(before.Zone, change, Next(serial, of.Serial), now, due);
        if (signed is null || before.Zone.TryApply(signed, out CompiledZone? zone, out _) != DiffOutcome.Applied)
        {
            return false;
        }

        bool isTaken = false;
        try
        {
            isTaken = TryTake(before, signed, zone!, of, now);
        }
        finally
        {
            if (!isTaken)
            {
                zone!.Dispose();
            }
        }

        return isTaken;
    }

    /// <summary>
    /// By half of the refresh time whatever keeps the zone from being signed has lasted for days. A zone from a file whose SOA does
    /// not go with the policy is refused before; one from a primary is as it is.
    /// </summary>
    public IEnumerable<string> Alarms(SteadyClock time)
    {
        if (time.Doubted is not null)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"the clock was set, and the kernel does not say that it is kept right: for {SteadyClock.Patience.TotalDays:0} days signatures go by the time as it was, then by the clock");
        }

        if (_fault is { } fault)
        {
            yield return $"dnssec.{fault.Setting}: {fault.Reason}";
        }

        if (Version?.FirstEnd is { } end && end - time.GetUtcNow() < policy.Signing.Refresh / 2)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"its first signature ends {end:u}, and could not be made anew");
        }
    }

    /// <summary>A signature is to be made anew; or was made by a clock that was ahead of this one.</summary>
    public bool IsDue(DateTimeOffset now) =>
        Version is { } version && (now >= version.FirstEnd - policy.Signing.Refresh || now < version.SignedAt - policy.Signing.BackDating);

    /// <summary>The serial of the version that comes after one: that of the zone as it came, where it is ahead.</summary>
    public static Serial Next(Serial signed, Serial unsigned) => unsigned.IsNewerThan(signed) ? unsigned : signed.Next();

    /// <summary>The gate for versions whose keys are those in use. For the turn too.</summary>
    public static SignatureVerifier Verifier(ZoneKeys keys) => new([.. keys.ForZone.Concat(keys.ForKeys).Select(key => key.DnsKey)]);

    /// <summary>Not while a turn is under way.</summary>
    public void Dispose()
    {
        _missed.Dispose();
        _run?.Dispose();
    }

    private bool TrySignNow(ZoneDiff change, UnsignedVersion of)
    {
        try
        {
            return TrySign(change, of, []);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The zone goes on as it came; the turn that comes tries again.
            log.Fault(e);
            return false;
        }
    }

    private bool TryTake(SignedVersion before, ZoneDiff change, CompiledZone zone, UnsignedVersion of, DateTimeOffset now)
    {
        VerificationResult result = Verifier(_run!.ForSigner).Verify(zone, change, now);
        if (!result.IsGood)
        {
            log.Refused(result);
            return false;
        }

        LoadedZone? stored = versions.TryWrite(before.Stored, change, zone, of);
        if (stored is null)
        {
            using ZoneContents contents = zone.ToContents();
            stored = versions.Write(contents, of, zone);
        }

        DateTimeOffset? end = now + result.LeastRemaining;
        Version = new SignedVersion(stored, now, before.FirstEnd is not null && end < before.FirstEnd ? end : before.FirstEnd);
        if (!change.IsEmpty)
        {
            log.Signed(Version, result.Signatures);
        }

        return true;
    }
}
