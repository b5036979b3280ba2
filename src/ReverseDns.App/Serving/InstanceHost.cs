using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using ReverseDns.App.Commands;
using ReverseDns.Zones;

namespace ReverseDns.App.Serving;

/// <summary>Loads the zones of an instance, runs it until it is asked to stop, and says with which exit code to end.</summary>
internal static class InstanceHost
{
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(InstanceSetup setup, bool allowBroken, TextWriter error)
    {
        using var store = new CatalogueScope(allowBroken);
        if (!await LoadAsync(setup, store.Catalogue, allowBroken, error))
        {
            return ExitCode.Failed;
        }

        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(setup.Configuration.LogLevel)
            .AddFilter("Microsoft", LogLevel.None) // What stops the host is rethrown, and said below.
            .AddConsole(console => console.FormatterName = LogLine.FormatterName)
            .AddConsoleFormatter<LogLine, ConsoleFormatterOptions>()
            .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services
            .Configure<HostOptions>(host => host.ShutdownTimeout = setup.Configuration.DrainTime + StopTime)
            .AddSingleton(setup)
            .AddSingleton(store.Store)
            .AddSingleton(store.Catalogue)
            .AddSingleton(TimeProvider.System)
            .AddHostedService<Instance>();
        using IHost host = builder.Build();
        try
        {
            await host.RunAsync();
            return ExitCode.Done;
        }
        catch (IOException e)
        {
            await error.WriteLineAsync(e.Message);
            return ExitCode.Failed;
        }
    }

    private static async Task<bool> LoadAsync(InstanceSetup setup, ZoneCatalogue catalogue, bool allowBroken, TextWriter error)
    {
        var errors = new List<string>();
        IReadOnlyList<ZoneEntry> entries = ZoneEntry.Find(setup.Configuration.Zones, errors);
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

    private sealed class CatalogueScope : IDisposable
    {
        public CatalogueScope(bool allowBroken)
        {
            Store = new ZoneStore();
            Catalogue = new ZoneCatalogue(Store, new ZoneLoader(TimeProvider.System), TimeProvider.System, allowBroken);
        }

        public ZoneStore Store { get; }

        public ZoneCatalogue Catalogue { get; }

        public void Dispose() => Catalogue.Dispose();
    }
}
