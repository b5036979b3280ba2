using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ReverseDns.App.Configuration;
using ReverseDns.App.Serving;
using ReverseDns.Dnssec;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Signing;

/// <summary>
/// The zones that are signed here. What changes is signed at once (<see cref="Sign"/>, whose caller has the catalogue); keys and
/// signatures are seen to in turns, in the background.
/// </summary>
internal sealed partial class ZoneSigning : IAsyncDisposable
{
    private const int ParentsAtOnce = 16;

    private readonly DnssecConfiguration _dnssec;
    private readonly SteadyClock _clock;
    private readonly ILogger _logger;
    private readonly KeyStore _keys;
    private readonly SignedVersions? _versions;
    private readonly ConcurrentDictionary<DomainName, SigningSchedule> _zones = [];
    private readonly SemaphoreSlim _wake = new(0);
    private readonly SemaphoreSlim _parentsWake = new(0);
    private readonly SemaphoreSlim _oneTurnAtATime = new(1);
    private readonly CancellationTokenSource _stop = new();
    private Task _keeping = Task.CompletedTask;
    private Task _seeingParents = Task.CompletedTask;

    /// <param name="stateFolder">Holds signed versions for the next start; null: the folder of the keys does.</param>
    public ZoneSigning(DnssecConfiguration dnssec, string? stateFolder, SteadyClock clock, ILogger logger)
    {
        (_dnssec, _clock, _logger) = (dnssec, clock, logger);
        _keys = new KeyStore(dnssec.KeyFolder, dnssec.TokenModule);
        string folder = Path.Combine(stateFolder ?? dnssec.KeyFolder, "signed");
        bool isUsed = dnssec.Zones is not { Count: 0 } || Directory.Exists(folder);
        _versions = isUsed ? SignedVersions.Open(folder, clock, logger) : null;
    }

    /// <summary>A zone whose SOA cannot go with how it is to be signed is broken; any other stays as it is.</summary>
    public LoadedZone Check(LoadedZone zone)
    {
        if (zone.Zone is not { } unsigned || zone.Entry.IsSecondary || !_dnssec.Signs(zone.Entry.Origin)
            || PolicyCheck.OfZone(_dnssec.PolicyOf(zone.Entry.Origin).Signing, SoaFields.Expire(unsigned)) is not { } fault)
        {
            return zone;
        }

        var error = new ZoneDiagnostic(ZoneSeverity.Error, zone.Entry.File, 0, 0, $"dnssec.{fault.Setting}: {fault.Reason}");
        return zone with { Zone = null, Diagnostics = [.. zone.Diagnostics, error], Edit = null, Change = null };
    }

    /// <summary>
    /// Gives a zone the signed version that is to be served: the one it has while that is of these records, else the one that
    /// their change leads to, else the one before until a turn has made another; none for zones that are not signed here.
    /// </summary>
    /// <param name="served">The zone as it is in the table now.</param>
    public LoadedZone Sign(LoadedZone zone, LoadedZone? served)
    {
        if (zone.Zone is not { } unsigned || Find(zone)?.Zone is not { IsOver: false } signed)
        {
            return zone.Signed is null && zone.Change is null ? zone : zone with { Signed = null, Change = null };
        }

        SignedVersion? version = signed.Follow(zone, served);
        if (signed.IsBehind)
        {
            Wake(_wake);
        }

        // What leaves the table is disposed, and the unsigned zone stays: as a copy.
        bool leaves = version is not null && served?.Served == unsigned;
        return zone with { Signed = version, Zone = leaves ? Copy(unsigned) : unsigned, Change = null };
    }

    /// <summary>To be called with all zones that are served now.</summary>
    public void Keep(IReadOnlyCollection<LoadedZone> served)
    {
        if (_versions is null)
        {
            return;
        }

        var origins = served.Select(zone => zone.Entry.Origin).ToHashSet();
        foreach (DomainName gone in _zones.Keys.Where(origin => !origins.Contains(origin)))
        {
            _zones.TryRemove(gone, out _);
        }

        _versions.Store([.. served.Select(zone => zone.Signed?.Stored).OfType<LoadedZone>()]);
    }

    /// <summary>To be called when the zones of a start have been signed: what was stored of others is not needed.</summary>
    public void EndOpening() => _versions?.EndOpening();

    /// <summary>What an operator has to see to.</summary>
    public IReadOnlyCollection<string> Alarms(DomainName origin) =>
        _zones.TryGetValue(origin, out SigningSchedule? schedule) ? schedule.Zone.Log.Alarms : [];

    public IReadOnlyList<ZoneDiff>? ReadHistory(DomainName zone, Serial from, Serial to) => _versions?.ReadHistory(zone, from, to);

    /// <summary>Octets of the journal of a zone's signed versions.</summary>
    public long JournalSizeOf(DomainName zone) => _versions?.JournalSizeOf(zone) ?? 0;

    /// <summary>From now on zones have their turns.</summary>
    public void Start(ZoneCatalogue catalogue)
    {
        if (_versions is not null)
        {
            _keeping = KeepAsync(catalogue);
            _seeingParents = SeeParentsAsync();
        }
    }

    /// <summary>Gives zones that are behind their turn now; returns when they have had it.</summary>
    public Task CatchUpAsync(ZoneCatalogue catalogue, CancellationToken cancellation) =>
        _zones.Values.Any(schedule => schedule.Zone.IsBehind)
            ? RunTurnsAsync(catalogue, schedule => schedule.Zone.IsBehind, cancellation)
            : Task.CompletedTask;

    /// <summary>Gives a zone a turn now, with the parent asked before; false when it is not signed here.</summary>
    public async Task<bool> RunTurnAsync(ZoneCatalogue catalogue, DomainName origin, CancellationToken cancellation)
    {
        if (!_zones.TryGetValue(origin, out SigningSchedule? wanted))
        {
            return false;
        }

        await wanted.AskParentAsync(cancellation);
        await RunTurnsAsync(catalogue, schedule => schedule == wanted, cancellation);
        return true;
    }

    /// <summary>No turn is under way afterwards.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_keeping, _seeingParents);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (SigningSchedule schedule in _zones.Values)
        {
            schedule.Zone.Dispose();
        }

        if (_versions is not null)
        {
            await _versions.DisposeAsync();
        }

        _stop.Dispose();
        _wake.Dispose();
        _parentsWake.Dispose();
        _oneTurnAtATime.Dispose();
    }

    private static void Wake(SemaphoreSlim loop)
    {
        if (loop.CurrentCount == 0)
        {
            loop.Release();
        }
    }

    private static CompiledZone Copy(CompiledZone zone)
    {
        using ZoneContents contents = zone.ToContents();
        return CompiledZone.Compile(contents);
    }

    /// <summary>One that is taken out of the configuration becomes unsigned in its own time.</summary>
    private SigningSchedule? Find(LoadedZone zone)
    {
        DomainName origin = zone.Entry.Origin;
        if (_versions is null || _zones.TryGetValue(origin, out SigningSchedule? known))
        {
            return _versions is null ? null : _zones[origin];
        }

        bool isSigned = _dnssec.Signs(origin);
        if (!isSigned && !_versions.Has(origin))
        {
            return null;
        }

        ZonePolicy policy = _dnssec.PolicyOf(origin);
        policy = policy with { Keys = policy.Keys with { IsSigned = isSigned } };
        var log = new SigningLog(origin, _logger);
        var signed = new SignedZone(origin, policy, new ZoneKeeper(_keys, origin, _clock), _versions, _clock, log);
        known = new SigningSchedule(signed, _clock);
        _zones[origin] = known;
        if (signed.TryResume())
        {
            _clock.WasAt(signed.Version!.Stored.LoadedAt);
        }
        else
        {
            known.SignFirst(zone);
        }

        Wake(_wake);
        return known;
    }

    private async Task KeepAsync(ZoneCatalogue catalogue)
    {
        // The start goes on meanwhile.
        await Task.Yield();
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                await RunTurnsAsync(catalogue, schedule => schedule.WantsTurn, _stop.Token);
                await _wake.WaitAsync(SigningSchedule.Rest, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: what was served last is signed on at the next start.
        }
    }

    /// <summary>Parents that do not answer keep no zone from being signed.</summary>
    private async Task SeeParentsAsync()
    {
        await Task.Yield();
        try
        {
            var together = new ParallelOptions { MaxDegreeOfParallelism = ParentsAtOnce, CancellationToken = _stop.Token };
            while (!_stop.IsCancellationRequested)
            {
                await Parallel.ForEachAsync(_zones.Values.Where(schedule => schedule.WantsParent), together, async (schedule, cancellation) =>
                {
                    await schedule.SeeParentAsync(cancellation);
                    Wake(_wake);
                });
                await _parentsWake.WaitAsync(SigningSchedule.Rest, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: asked again after the next start.
        }
    }

    private async Task RunTurnsAsync(ZoneCatalogue catalogue, Func<SigningSchedule, bool> which, CancellationToken cancellation)
    {
        await _oneTurnAtATime.WaitAsync(cancellation);
        try
        {
            foreach (SigningSchedule schedule in _zones.Values.Where(which))
            {
                cancellation.ThrowIfCancellationRequested();
                await schedule.RunTurnAsync(catalogue, cancellation);
            }
        }
        finally
        {
            _oneTurnAtATime.Release();
            Wake(_parentsWake);
        }
    }
}
