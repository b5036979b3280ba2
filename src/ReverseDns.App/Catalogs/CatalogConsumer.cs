using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using ReverseDns.App.Configuration;
using ReverseDns.App.Serving;

namespace ReverseDns.App.Catalogs;

/// <summary>Brings the zones that are served in line with the catalogs, whenever one of those has a new version.</summary>
/// <param name="change">Has the zones changed that these listings make when it is their turn (<see cref="ZoneCatalogue.ChangeMembersAsync"/>).</param>
/// <param name="configured">What is configured now.</param>
/// <param name="refresh">Told of all zones, members too, that are to be looked after.</param>
[SuppressMessage("Reliability", "CA2213", Justification = "Disposed asynchronously")]
internal sealed partial class CatalogConsumer(
    CatalogMembers members,
    Func<Func<IEnumerable<ZoneEntry>>, Task> change,
    Func<IReadOnlyList<ZoneListing>> configured,
    Action<IReadOnlyList<ZoneListing>> refresh,
    ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _news = new(0);
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Looks for new versions of catalogs among zones that have changed. Quick, and from any thread.</summary>
    public void Take(IReadOnlyList<LoadedZone> changed)
    {
        if (!changed.Any(zone => zone.Entry.IsSecondary))
        {
            return;
        }

        var catalogs = configured().OfType<ListedSecondary>()
            .Where(listing => listing.Groups is not null).Select(listing => listing.Origin).ToHashSet();
        foreach (LoadedZone zone in changed.Where(zone => catalogs.Contains(zone.Entry.Origin)))
        {
            if (zone.Zone is { } version && members.TryTake(version))
            {
                Recheck();
            }
        }
    }

    /// <summary>Has the members looked at again: what is configured may be another now.</summary>
    public void Recheck() => _news.Release();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
        _news.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            for (bool isDone = true; ;)
            {
                await _news.WaitAsync(isDone ? Timeout.InfiniteTimeSpan : RetryAfter, _stop.Token);
                isDone = await TryChangeAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping: catalogs are read again at the next start.
        }
    }

    private async Task<bool> TryChangeAsync()
    {
        try
        {
            IReadOnlyList<ZoneListing> all = [];
            await change(() =>
            {
                all = members.AddTo(configured());
                return ZoneEntry.Find(all.Where(listing => listing is ListedSecondary { MemberId: not null }), []);
            });
            refresh(all);
            return true;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogFault(fault);
            return false;
        }
    }

    [LoggerMessage(EventName = "catalog-fault", Level = LogLevel.Error,
        Message = "A fault while the zones of catalogs were brought in line with them, which is tried again")]
    private partial void LogFault(Exception fault);
}
