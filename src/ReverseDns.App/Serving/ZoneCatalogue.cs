using ReverseDns.App.Configuration;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Serving;

/// <summary>
/// The configured zones as they are served. Reloading compiles what changed beside what is served, then publishes one new
/// table; a broken zone never takes the place of a whole one.
/// </summary>
internal sealed class ZoneCatalogue(
    ZoneStore store, ZoneLoader loader, ZoneImages images, TimeProvider clock, bool allowBroken) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private Dictionary<DomainName, LoadedZone> _zones = [];

    /// <summary>In canonical order; replaced whole, so that a reader sees one state.</summary>
    public IReadOnlyCollection<LoadedZone> Zones => Volatile.Read(ref _zones).Values;

    public LoadedZone? Find(DomainName origin) => Volatile.Read(ref _zones).GetValueOrDefault(origin);

    /// <summary>Loads and publishes all zones, or none: then each broken one is named in the errors.</summary>
    public async Task<IReadOnlyList<string>> StartAsync(
        IReadOnlyList<ZoneEntry> entries, Action<int>? loaded, CancellationToken cancellation)
    {
        IReadOnlyList<LoadedZone> zones = await loader.LoadAsync(entries, loaded, cancellation);
        images.EndOpening();
        string[] errors = [.. zones.Where(zone => zone.Zone is null).SelectMany(Explain)];
        if (errors.Length == 0 || allowBroken)
        {
            Publish(zones);
        }

        return errors;
    }

    /// <summary>Reads again what changed. Returns when the outcome of every zone is known and what is whole is being answered.</summary>
    public async Task<ReloadReport> ReloadAsync(
        IReadOnlyList<ZoneListing> listings, IReadOnlyList<string> notes, CancellationToken cancellation)
    {
        await _oneAtATime.WaitAsync(cancellation);
        try
        {
            var errors = new List<string>();
            IReadOnlyList<ZoneEntry> entries = ZoneEntry.Find(listings, errors);
            return errors.Count > 0
                ? new ReloadReport(errors, notes, 0, [])
                : await ReloadAsync(entries, notes, cancellation);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

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
        foreach (LoadedZone loaded in await loader.LoadAsync(toLoad, null, cancellation))
        {
            (LoadedZone? served, ZoneOutcome outcome) = Decide(loaded);
            outcomes.Add(outcome);
            if (served is not null)
            {
                next.Add(served);
            }
        }

        var wanted = entries.Select(entry => entry.Origin).ToHashSet();
        outcomes.AddRange(_zones.Keys.Where(origin => !wanted.Contains(origin)).Order()
            .Select(origin => new ZoneOutcome(origin.ToString(), ZoneChange.Removed, null, [])));
        Publish(next);
        return new ReloadReport([], notes, unchanged, outcomes);
    }

    /// <summary>The served zone with its stamps renewed when its files are as they were; broken ones are always read again.</summary>
    private LoadedZone? Unchanged(ZoneEntry entry)
    {
        if (!_zones.TryGetValue(entry.Origin, out LoadedZone? served) || served.Zone is null || served.Entry != entry)
        {
            return null;
        }

        return FileStamp.Renew(served.Files, clock.GetUtcNow()) is { } renewed ? served with { Files = renewed } : null;
    }

    private (LoadedZone? Served, ZoneOutcome Outcome) Decide(LoadedZone loaded)
    {
        string origin = loaded.Entry.Origin.ToString();
        LoadedZone? old = _zones.GetValueOrDefault(loaded.Entry.Origin);
        if (loaded.Zone is { } zone)
        {
            ZoneChange change = old?.Zone is null ? ZoneChange.Added : ZoneChange.Reloaded;
            return (loaded, new ZoneOutcome(origin, change, zone.Serial.Value, []));
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
        LoadedZone[] ordered = [.. zones.OrderBy(zone => zone.Entry.Origin)];
        var table = ZoneTable.Create(ordered.Select(zone => new ServedZone(zone.Entry.Origin, zone.Zone)));
        Volatile.Write(ref _zones, ordered.ToDictionary(zone => zone.Entry.Origin));
        store.Publish(table);
        images.Store(ordered);
    }
}
