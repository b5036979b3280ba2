using Microsoft.Extensions.Logging;
using ReverseDns.App.Configuration;
using ReverseDns.App.History;
using ReverseDns.App.Rssac002;
using ReverseDns.App.Top;
using ReverseDns.Server;

namespace ReverseDns.App.Serving;

/// <summary>What an instance remembers of its traffic, in the state folder where it has one.</summary>
internal sealed partial class InstanceRecords(RdnsConfiguration configuration, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    private readonly string? _folder =
        configuration is { KeepsHistory: true, StateFolder: { } folder } ? Path.Combine(folder, "history") : null;
    private byte[]? _key;
    private Func<ServerCounters>? _counters;
    private SourceHistory? _sources;
    private DailyReports? _reports;

    /// <summary>Where the server counts its clients.</summary>
    public UniqueSources Counted => field ??= CreateCounted();

    /// <summary>Where the server draws queries to; null: it does not.</summary>
    public TrafficSamples? Samples { get; } = configuration.DrawsOneIn == 0 ? null : new TrafficSamples(configuration.DrawsOneIn);

    /// <summary>As they stand now.</summary>
    /// <exception cref="InvalidOperationException">Before <see cref="Start"/>.</exception>
    public ServerCounters Counters => _counters?.Invoke() ?? throw new InvalidOperationException("Nothing is recorded yet");

    /// <summary>What is asked most; null where no queries are drawn.</summary>
    public TopLists? Top { get; private set; }

    /// <summary>Null: nothing is kept for the next start, or cannot be.</summary>
    public TrafficHistory? Traffic { get; private set; }

    /// <exception cref="InvalidOperationException">Before <see cref="Start"/>.</exception>
    public SourceHistory Sources => _sources ?? throw new InvalidOperationException("Nothing is recorded yet");

    /// <summary>From now on what is counted is remembered.</summary>
    /// <param name="isHealthy">Asked now and then, as it may go through all zones.</param>
    public void Start(Func<ServerCounters> counters, Func<bool> isHealthy, ZoneCatalogue catalogue, InstanceTransfers transfers)
    {
        _counters = counters;
        Traffic = Open(folder => TrafficHistory.Open(folder, counters, isHealthy, clock, logger));
        Traffic?.Start();
        _sources = new SourceHistory(Counted, _key is { } key ? Open(folder => new SourceFiles(folder, key)) : null, clock, logger);
        _sources.Start();
        Top = Samples is null ? null : new TopLists(Samples, clock);
        Top?.Start();
        if (configuration.Reports.Folder is not null)
        {
            _reports = Open(folder => Report(folder, counters, catalogue, transfers));
            _reports?.Start();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_reports is not null)
        {
            await _reports.DisposeAsync();
        }

        if (Top is not null)
        {
            await Top.DisposeAsync();
        }

        if (Traffic is not null)
        {
            await Traffic.DisposeAsync();
        }

        if (_sources is not null)
        {
            await _sources.DisposeAsync();
        }
    }

    private DailyReports Report(string folder, Func<ServerCounters> counters, ZoneCatalogue catalogue, InstanceTransfers transfers)
    {
        var journal = new VersionJournal(folder);
        var versions = new ServedVersions(configuration.Reports.Zones, journal, catalogue.Find, transfers.Find, clock, logger);
        var reports = new DailyReports(folder, configuration.Reports, journal, counters, Sources.OfDay, versions.Note, clock, logger);
        transfers.Published = versions.Take;
        return reports;
    }

    private UniqueSources CreateCounted()
    {
        _key = _folder is null ? null : SourceState.ReadKey(_folder);
        return new UniqueSources(_key is null ? SourceKey.Create() : new SourceKey(_key));
    }

    private T? Open<T>(Func<string, T> open)
        where T : class
    {
        if (_folder is null)
        {
            return null;
        }

        try
        {
            return open(_folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNoHistory(e.Message);
            return null;
        }
    }

    [LoggerMessage(EventName = "history-off", Level = LogLevel.Error,
        Message = "What is counted is not remembered: {Cause}")]
    private partial void LogNoHistory(string cause);
}
