using ReverseDns.App.Catalogs;
using ReverseDns.App.Commands;
using ReverseDns.App.Configuration;
using ReverseDns.App.Logging;
using ReverseDns.App.Signing;
using ReverseDns.Dnssec;
using ReverseDns.Zones;

namespace ReverseDns.App.Serving;

/// <summary>
/// Loads the zones of an instance, runs it until it is asked to stop, and says with which exit code to end. What is not
/// needed for the first answer comes after it.
/// </summary>
internal static class InstanceHost
{
    public static async Task<int> RunAsync(InstanceSetup setup, bool allowBroken, TextWriter error)
    {
        TimeProvider clock = TimeProvider.System;
        await using var logger = new EventLog(setup.Configuration.Log, error, clock);
        await using var images = ZoneImages.Open(setup.Configuration.StateFolder, clock, logger);
        var store = new ZoneStore();
        using var journals = ZoneJournals.Open(
            images.IsKept ? setup.Configuration.StateFolder : null, logger, images.StoredVersion);
        var loader = new ZoneLoader(images, journals, new ZoneUpdater(journals, clock, logger), clock, logger);
        await using var signing = new ZoneSigning(
            setup.Configuration.Dnssec, setup.Configuration.StateFolder, new SteadyClock(new MachineClock(), MachineClock.IsSynchronized), logger);
        var synthesis = new SynthesizedZones(
            setup.Configuration.Synthesis, new OnlineSigners(setup.Configuration.Dnssec, clock, logger));
        await using var catalogue = new ZoneCatalogue(store, loader, images, journals, signing, synthesis, clock, allowBroken);
        var members = new CatalogMembers(logger);
        await RestoreAsync(setup.Configuration.Zones, loader, members);
        if (!await LoadAsync(setup, catalogue, members, synthesis, clock, allowBroken, error))
        {
            return ExitCode.Failed;
        }

        using var signals = new StopSignals();
        try
        {
            await using var transfers = new InstanceTransfers(setup, catalogue, members, journals, signing, clock, logger);
            await transfers.ExpireAsync();
            await using var records = new InstanceRecords(setup.Configuration, clock, logger);
            await using var instance = new Instance(setup, catalogue, transfers, signing, store, records, signals, clock, logger);
            await instance.StartAsync();
            await signals.Asked;
            await instance.DrainAsync();
            return ExitCode.Done;
        }
        catch (IOException e)
        {
            await error.WriteLineAsync(e.Message);
            return ExitCode.Failed;
        }
    }

    /// <summary>What catalogs listed when they were stored is served before they are asked for again.</summary>
    private static async Task RestoreAsync(IReadOnlyList<ZoneListing> listings, ZoneLoader loader, CatalogMembers members)
    {
        IReadOnlyList<ZoneEntry> catalogs = ZoneEntry.Find(listings.Where(listing => listing is ListedSecondary { Groups: not null }), []);
        foreach (LoadedZone catalog in await loader.StartAsync(catalogs, loaded: null, CancellationToken.None))
        {
            if (catalog.Zone is { } zone)
            {
                members.TryTake(zone);
                zone.Dispose();
            }
        }
    }

    private static async Task<bool> LoadAsync(
        InstanceSetup setup,
        ZoneCatalogue catalogue,
        CatalogMembers members,
        SynthesizedZones synthesis,
        TimeProvider clock,
        bool allowBroken,
        TextWriter error)
    {
        var errors = new List<string>();
        IReadOnlyList<ZoneListing> listings = members.AddTo(setup.Configuration.Zones);
        ProducedCatalogs.Write(listings, clock, errors);
        IReadOnlyList<ZoneEntry> entries = ZoneEntry.Find(listings, errors);
        errors.AddRange(synthesis.Missing(entries));
        int unlisted = errors.Count;
        if (setup.Configuration.Zones.Count == 0)
        {
            errors.Add("zones: none is configured, there is nothing to answer from");
        }

        errors.AddRange(await Progress.ShowAsync(
            "Loading zones", entries.Count, loaded => catalogue.StartAsync(entries, loaded, CancellationToken.None)));
        foreach (string line in errors)
        {
            await error.WriteLineAsync(line);
        }

        bool starts = errors.Count == 0 || (allowBroken && unlisted == 0 && entries.Count > 0);
        if (!starts)
        {
            await error.WriteLineAsync(allowBroken ? "Not started." : "Not started. '--allow-broken' serves the other zones, and SERVFAIL for those.");
        }

        return starts;
    }
}
