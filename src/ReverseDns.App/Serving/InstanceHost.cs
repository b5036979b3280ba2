using ReverseDns.App.Commands;
using ReverseDns.App.Signing;
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
        var logger = new LogLine(error, setup.Configuration.LogLevel, clock);
        await using var images = ZoneImages.Open(setup.Configuration.StateFolder, clock, logger);
        var store = new ZoneStore();
        using var journals = ZoneJournals.Open(images.IsKept ? setup.Configuration.StateFolder : null, logger);
        var loader = new ZoneLoader(images, journals, new ZoneUpdater(journals, clock, logger), clock, logger);
        await using var signing = new ZoneSigning(setup.Configuration.Dnssec, setup.Configuration.StateFolder, clock, logger);
        var synthesis = new SynthesizedZones(
            setup.Configuration.Synthesis, new OnlineSigners(setup.Configuration.Dnssec, clock, logger));
        await using var catalogue = new ZoneCatalogue(store, loader, images, journals, signing, synthesis, clock, allowBroken);
        if (!await LoadAsync(setup, catalogue, synthesis, allowBroken, error))
        {
            return ExitCode.Failed;
        }

        using var signals = new StopSignals();
        try
        {
            await using var transfers = new InstanceTransfers(setup, catalogue, journals, signing, clock, logger);
            await using var instance = new Instance(setup, catalogue, transfers, signing, store, signals, clock, logger);
            instance.Start();
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

    private static async Task<bool> LoadAsync(
        InstanceSetup setup, ZoneCatalogue catalogue, SynthesizedZones synthesis, bool allowBroken, TextWriter error)
    {
        var errors = new List<string>();
        IReadOnlyList<ZoneEntry> entries = ZoneEntry.Find(setup.Configuration.Zones, errors);
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
