using Microsoft.Extensions.Logging;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Serving;

/// <summary>
/// Takes a zone to its compiled form: from its image and journal while its files are as they were, as a change of the version
/// before when they have been edited, else read, checked and compiled. Several zones at once, one a core.
/// </summary>
internal sealed partial class ZoneLoader(
    ZoneImages images, ZoneJournals journals, ZoneUpdater updater, TimeProvider clock, ILogger logger)
{
    private const int Attempts = 3;

    /// <summary>From what is stored, as far as it is.</summary>
    /// <param name="loaded">Called after each zone that had to be read, from any thread, with how many are done.</param>
    public async Task<IReadOnlyList<LoadedZone>> StartAsync(
        IReadOnlyList<ZoneEntry> entries, Action<int>? loaded, CancellationToken cancellation)
    {
        LoadedZone?[] stored = [.. entries.Select(Open)];
        LoadedZone?[] zones = Array.ConvertAll(stored, Unchanged);
        await FillAsync(zones, index => stored[index] is { } before ? CatchUp(before) : Read(entries[index]), loaded, cancellation);
        return zones!;
    }

    /// <param name="served">The version that is served, if there is one; it stays as it is.</param>
    public async Task<IReadOnlyList<LoadedZone>> ReloadAsync(
        IReadOnlyList<ZoneEntry> entries, Func<ZoneEntry, LoadedZone?> served, CancellationToken cancellation)
    {
        var zones = new LoadedZone?[entries.Count];
        await FillAsync(
            zones, index => served(entries[index]) is { } before ? Reload(before) : Read(entries[index]), null, cancellation);
        return zones!;
    }

    /// <summary>The zone with its stamps renewed when its files are as they were, else null.</summary>
    public LoadedZone? Unchanged(LoadedZone? zone) =>
        zone is { Entry.IsSecondary: true } ? zone
            : zone is not null && FileStamp.Renew(zone.Files, clock.GetUtcNow()) is { } files ? zone with { Files = files } : null;

    private static async Task FillAsync(
        LoadedZone?[] zones, Func<int, LoadedZone> load, Action<int>? loaded, CancellationToken cancellation)
    {
        int[] missing = [.. Enumerable.Range(0, zones.Length).Where(index => zones[index] is null)];
        int done = zones.Length - missing.Length;
        if (missing.Length == 0)
        {
            return;
        }

        await Parallel.ForEachAsync(missing, cancellation, (index, _) =>
        {
            zones[index] = load(index);
            loaded?.Invoke(Interlocked.Increment(ref done));
            return ValueTask.CompletedTask;
        });
    }

    private LoadedZone? Open(ZoneEntry entry) =>
        images.TryOpen(entry) is { } stored ? journals.Replay(stored)
        : entry.IsSecondary ? SecondaryZones.Nothing(entry, ExtendedError.NotReady, clock.GetUtcNow())
        : null;

    private LoadedZone Reload(LoadedZone before) => updater.TryUpdate(before) ?? Read(before.Entry);

    /// <summary>Takes a stored zone to what stands in its files, which have changed.</summary>
    private LoadedZone CatchUp(LoadedZone stored)
    {
        LoadedZone next = Reload(stored);
        if (next.Zone != stored.Zone)
        {
            stored.Zone!.Dispose();
        }

        if (next.Edit is { } edit)
        {
            LogEdited(logger, stored.Entry.Origin, edit.Added, edit.Removed);
        }
        else
        {
            LogChanged(logger, stored.Entry.Origin);
        }

        next.Change?.Dispose();
        return next with { Edit = null, Change = null };
    }

    private LoadedZone Read(ZoneEntry entry)
    {
        if (entry.IsSecondary)
        {
            return SecondaryZones.Nothing(entry, ExtendedError.NotReady, clock.GetUtcNow());
        }

        for (int attempt = 1; ; attempt++)
        {
            DateTimeOffset start = clock.GetUtcNow();
            var before = FileStamp.Take(entry.File, start);
            (CompiledZone? zone, List<ZoneDiagnostic> diagnostics, IReadOnlyList<string> files) = Compile(entry);
            FileStamp[] after = [.. files.DefaultIfEmpty(entry.File).Select(file => FileStamp.Take(file, start))];

            // What was stamped must be what was read: a file written meanwhile is read again.
            bool changed = zone is not null && (!after[0].HasSameContent(before) || after.Any(file => file.Written > start.UtcDateTime));
            if (!changed || attempt == Attempts)
            {
                return new LoadedZone(entry, zone, after, diagnostics, start);
            }

            zone?.Dispose();
        }
    }

    private static (CompiledZone? Zone, List<ZoneDiagnostic> Diagnostics, IReadOnlyList<string> Files) Compile(ZoneEntry entry)
    {
        var diagnostics = new List<ZoneDiagnostic>();
        using ZoneContents? contents = ZoneFile.Load(
            entry.File, entry.Origin, ZoneFileOptions.Default, diagnostics, out IReadOnlyList<string> files);
        return (contents is null ? null : CompiledZone.Compile(contents), diagnostics, files);
    }

    [LoggerMessage(EventName = "zone-edited", Level = LogLevel.Information,
        Message = "Zone {Zone} has changed since it was stored: {Added} records added, {Removed} removed")]
    private static partial void LogEdited(ILogger logger, DomainName zone, int added, int removed);

    [LoggerMessage(EventName = "zone-replaced", Level = LogLevel.Information,
        Message = "Zone {Zone} has changed since it was stored: its file is read as a whole")]
    private static partial void LogChanged(ILogger logger, DomainName zone);
}
