using ReverseDns.App.Configuration;
using ReverseDns.App.Signing;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Serving;

/// <summary>
/// The configured zones as they are served. Reloading makes what changed beside what is served, then publishes one new
/// table; a broken zone never takes the place of a whole one.
/// </summary>
internal sealed class ZoneCatalogue(
    ZoneStore store,
    ZoneLoader loader,
    ZoneImages images,
    ZoneJournals journals,
    ZoneSigning signing,
    SynthesizedZones synthesis,
    TimeProvider clock,
    bool allowBroken) : IAsyncDisposable
{
    private const int Many = 5_000;
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(20);

    private readonly ZoneMerging _merging = new(images, journals);
    private readonly SemaphoreSlim _oneAtATime = new(1);

    /// <summary>What is still answered from, of zones that have another version waiting to be published.</summary>
    private readonly Dictionary<DomainName, LoadedZone> _waiting = [];
    private LiveZones _zones = new([]);
    private ZoneTable _table = ZoneTable.Empty;
    private SynthesizedZones _synthesis = synthesis;

    /// <summary>Told of the zones whose serial has changed, when they are being answered from.</summary>
    public Action<IReadOnlyList<LoadedZone>>? Published { get; set; }

    /// <summary>In canonical order.</summary>
    public IReadOnlyCollection<LoadedZone> Zones => Volatile.Read(ref _zones);

    public LoadedZone? Find(DomainName origin) => Volatile.Read(ref _zones).Find(origin);

    /// <summary>Loads and publishes all zones, or none: then each broken one is named in the errors.</summary>
    public async Task<IReadOnlyList<string>> StartAsync(
        IReadOnlyList<ZoneEntry> entries, Action<int>? loaded, CancellationToken cancellation)
    {
        LoadedZone[] zones = [.. (await loader.StartAsync(entries, loaded, cancellation)).Select(Check)];
        images.EndOpening();
        journals.Keep(entries.Select(entry => entry.Origin));
        string[] errors = [.. zones.Where(zone => zone.Zone is null).SelectMany(Explain)];
        if (errors.Length == 0 || allowBroken)
        {
            Publish(zones);
            signing.EndOpening();
            signing.Start(this);
        }

        return errors;
    }

    /// <summary>Reads again what changed. Returns when the outcome of every zone is known and what is whole is being answered.</summary>
    /// <param name="accepted">Called when the listings are without errors, before anything of them is answered.</param>
    public async Task<ReloadReport> ReloadAsync(
        IReadOnlyList<ZoneListing> listings,
        IReadOnlyList<SynthesisRule> rules,
        IReadOnlyList<string> notes,
        Action accepted,
        CancellationToken cancellation)
    {
        long start = clock.GetTimestamp();
        ReloadReport report;
        await _oneAtATime.WaitAsync(cancellation);
        try
        {
            var errors = new List<string>();
            IReadOnlyList<ZoneEntry> entries = ZoneEntry.Find(listings, errors);
            SynthesizedZones made = _synthesis.With(rules);
            errors.AddRange(made.Missing(entries));
            if (errors.Count > 0)
            {
                return new ReloadReport(errors, notes, 0, []);
            }

            _synthesis = made;
            accepted();
            report = await ReloadAsync(entries, notes, cancellation);
        }
        finally
        {
            _oneAtATime.Release();
        }

        await signing.CatchUpAsync(this, cancellation);
        return report with { Milliseconds = (long)clock.GetElapsedTime(start).TotalMilliseconds };
    }

    /// <summary>
    /// Puts what a function makes of a zone in its place: another version, or none to be answered from. False, and all is as it
    /// was, when it makes nothing, or there is no such zone.
    /// </summary>
    public async Task<bool> ReplaceAsync(DomainName origin, Func<LoadedZone, LoadedZone?> next)
    {
        bool isReplaced = false;
        await DoAsync(() =>
        {
            if (Find(origin) is { } before && next(before) is { } after)
            {
                isReplaced = true;
                Replace(before, after);
            }
        });
        if (isReplaced)
        {
            // A publication costs something for each zone: where there are very many, what comes together is published together.
            await Task.Delay(Zones.Count > Many ? Together : TimeSpan.Zero, clock);
            await DoAsync(PublishWaiting);
        }

        return isReplaced;
    }

    /// <summary>
    /// Puts what a function makes of a zone in its place, and publishes it before anybody else changes zones. This thread
    /// waits for its turn.
    /// </summary>
    /// <param name="next">Is given null when there is no such zone; nothing is changed when it makes nothing.</param>
    public void ReplaceNow(DomainName origin, Func<LoadedZone?, LoadedZone?> next, CancellationToken cancellation)
    {
        _oneAtATime.Wait(cancellation);
        try
        {
            LoadedZone? before = Find(origin);
            if (next(before) is { } after && before is not null)
            {
                Replace(before, after);
                PublishWaiting();
            }
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Serves these members of catalogs and no others; new ones, and those with another label, wait for their primaries.</summary>
    /// <param name="find">Called when nobody else changes zones.</param>
    public Task ChangeMembersAsync(Func<IEnumerable<ZoneEntry>> find) => DoAsync(() =>
    {
        var wanted = find().ToDictionary(entry => entry.Origin);
        List<LoadedZone> next = [.. Zones.Where(zone => !zone.Entry.IsMember || wanted.GetValueOrDefault(zone.Entry.Origin) == zone.Entry)];
        int kept = next.Count;
        var known = next.Select(zone => zone.Entry.Origin).ToHashSet();
        DateTimeOffset now = clock.GetUtcNow();
        next.AddRange(wanted.Values.Where(entry => !known.Contains(entry.Origin))
            .Select(entry => SecondaryZones.Nothing(entry, ExtendedError.NotReady, now)));
        bool isFewer = kept < Zones.Count;
        if (isFewer || next.Count > kept)
        {
            Publish(next);
        }

        if (isFewer)
        {
            journals.Keep(next.Select(zone => zone.Entry.Origin));
        }
    });

    /// <summary>Does something while nobody else changes zones.</summary>
    public async Task DoAsync(Action act)
    {
        await _oneAtATime.WaitAsync();
        try
        {
            act();
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Waits for what is being merged.</summary>
    public async ValueTask DisposeAsync()
    {
        await _merging.StopAsync();
        await signing.StopAsync();
        await _merging.DisposeAsync();
        _oneAtATime.Dispose();
    }

    private static IEnumerable<string> Explain(LoadedZone zone) =>
        zone.Errors.Select(error => $"zone {zone.Entry.Origin}: {error}");

    private async Task<ReloadReport> ReloadAsync(
        IReadOnlyList<ZoneEntry> entries, IReadOnlyList<string> notes, CancellationToken cancellation)
    {
        var next = new List<LoadedZone>(entries.Count);
        var toLoad = new List<ZoneEntry>();
        foreach (ZoneEntry entry in entries)
        {
            if (Unchanged(entry) is { } same)
            {
                next.Add(same);
            }
            else
            {
                toLoad.Add(entry);
            }
        }

        int unchanged = next.Count;
        var outcomes = new List<ZoneOutcome>();
        IReadOnlyList<LoadedZone> all = await loader.ReloadAsync(toLoad, Served, cancellation);
        foreach (LoadedZone loaded in all.Select(Check))
        {
            (LoadedZone? served, ZoneOutcome outcome) = Decide(loaded);
            outcomes.Add(outcome);
            notes = [.. notes, .. Remarks(loaded)];
            if (served is not null)
            {
                next.Add(served);
            }
        }

        var wanted = entries.Select(entry => entry.Origin).ToHashSet();
        outcomes.AddRange(_zones.Origins.Where(origin => !wanted.Contains(origin)).Order()
            .Select(origin => new ZoneOutcome(origin.ToString(), ZoneChange.Removed, null, [])));
        Publish(next);
        foreach (LoadedZone loaded in all)
        {
            loaded.Change?.Dispose();
        }

        if (outcomes.Exists(outcome => outcome.Change == ZoneChange.Removed))
        {
            journals.Keep(wanted);
        }

        return new ReloadReport([], notes, unchanged, outcomes);
    }

    /// <summary>Refuses what cannot be signed as it is to be; the version that is served stays.</summary>
    private LoadedZone Check(LoadedZone loaded)
    {
        LoadedZone after = signing.Check(loaded);
        if (after.Zone is null && loaded.Zone is { } refused && refused != Find(loaded.Entry.Origin)?.Zone)
        {
            refused.Dispose();
        }

        return after;
    }

    /// <summary>The version that a zone is to be compared with.</summary>
    private LoadedZone? Served(ZoneEntry entry) =>
        Find(entry.Origin) is { } served && (served.Zone is not null || entry.IsSecondary)
            && served.Entry == entry
            ? served
            : null;

    /// <summary>A zone is served as it stands in its file, whatever its serial; secondaries go by that alone.</summary>
    private IEnumerable<string> Remarks(LoadedZone loaded)
    {
        bool hasChanged = loaded.Zone is not null && loaded.Edit is null or { Added: > 0 } or { Removed: > 0 };
        return hasChanged && Find(loaded.Entry.Origin)?.Zone is { } old && !loaded.Zone!.Serial.IsNewerThan(old.Serial)
            ? [$"zone {loaded.Entry.Origin}: records have changed, but serial {loaded.Zone.Serial} is not newer than {old.Serial}: secondaries will not ask for them"]
            : [];
    }

    /// <summary>The served zone with its stamps renewed when its files are as they were; broken ones are always read again.</summary>
    private LoadedZone? Unchanged(ZoneEntry entry) => loader.Unchanged(Served(entry));

    private (LoadedZone? Served, ZoneOutcome Outcome) Decide(LoadedZone loaded)
    {
        string origin = loaded.Entry.Origin.ToString();
        LoadedZone? old = Find(loaded.Entry.Origin);
        if (loaded.Zone is { } zone)
        {
            ZoneChange change = old?.Zone is null ? ZoneChange.Added : ZoneChange.Reloaded;
            return (loaded, new ZoneOutcome(origin, change, zone.Serial.Value, []) { Edit = loaded.Edit });
        }

        if (loaded.Entry.IsSecondary)
        {
            return (loaded, new ZoneOutcome(origin, ZoneChange.Added, null, []));
        }

        string[] errors = [.. loaded.Errors.Select(error => error.ToString())];
        if (old?.Zone is { } kept)
        {
            // Without stamps the zone is read again at the next reload, whatever its files look like then.
            return (old with { Files = [.. old.Files.Select(file => file with { Digest = ReadOnlyMemory<byte>.Empty })] },
                new ZoneOutcome(origin, ZoneChange.Kept, kept.Serial.Value, errors));
        }

        return (allowBroken ? loaded : null, new ZoneOutcome(origin, ZoneChange.LeftOut, null, errors));
    }

    private void Publish(IEnumerable<LoadedZone> zones)
    {
        PublishWaiting();
        LoadedZone[] ordered = [.. zones.OrderBy(zone => zone.Entry.Origin).Select(zone => signing.Sign(zone, Find(zone.Entry.Origin)))];
        _table = ZoneTable.Create(ordered.Select(_synthesis.Serve));
        LoadedZone[] changed = [.. ordered.Where(zone => zone.HasNewSerial(Find(zone.Entry.Origin)))];
        LiveZones before = _zones;
        Volatile.Write(ref _zones, new LiveZones(ordered));
        store.Publish(_table);
        DisposeUnsigned(before);
        images.Store(_zones);
        signing.Keep(_zones);
        Published?.Invoke(changed);
        _merging.Look(this, ordered);
    }

    /// <summary>Puts a version in the place of another, to be published soon.</summary>
    private void Replace(LoadedZone before, LoadedZone after)
    {
        if (_waiting.ContainsKey(before.Entry.Origin))
        {
            PublishWaiting();
        }

        _waiting[before.Entry.Origin] = before;
        _zones.Replace(signing.Sign(after, before));
    }

    private void PublishWaiting()
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        LoadedZone[] before = [.. _waiting.Values];
        LoadedZone[] after = Array.ConvertAll(before, zone => Find(zone.Entry.Origin)!);
        LoadedZone[] changed = [.. after.Where(zone => zone.HasNewSerial(_waiting[zone.Entry.Origin]))];
        _waiting.Clear();
        _table = _table.With(after.Select(_synthesis.Serve));
        store.Publish(_table);
        DisposeUnsigned(before);
        images.Store(_zones);
        if (Array.Exists(after, zone => zone.Signed is not null))
        {
            signing.Keep(_zones);
        }

        Published?.Invoke(changed);
        _merging.Look(this, after);
    }

    /// <summary>The store disposes what it has answered from; what a signed zone came from it has never had.</summary>
    private void DisposeUnsigned(IEnumerable<LoadedZone> before)
    {
        foreach (LoadedZone old in before.Where(old => old.Signed is not null && old.Zone != Find(old.Entry.Origin)?.Zone))
        {
            old.Zone?.Dispose();
        }
    }
}
