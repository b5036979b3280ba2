using ReverseDns.Server;
using ReverseDns.Zones;

namespace ReverseDns.App.Serving;

/// <summary>Merges what changes have piled up beside a zone's image, one zone after the other, by a thread that gives way.</summary>
internal sealed class ZoneMerging(ZoneImages images, ZoneJournals journals) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>To be called when these zones have changed, by one thread at a time.</summary>
    public void Look(ZoneCatalogue catalogue, IEnumerable<LoadedZone> changed)
    {
        if (_running.IsCompleted && changed.Any(IsDue))
        {
            _running = BackgroundThread.Run(() => MergeAll(catalogue));
        }
    }

    /// <summary>Nothing more is begun.</summary>
    public Task StopAsync() => _stop.CancelAsync();

    /// <summary>Waits for what is being merged.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private static bool IsDue(LoadedZone zone) => zone.Zone is { IsMergeDue: true };

    private void MergeAll(ZoneCatalogue catalogue)
    {
        try
        {
            while (!_stop.IsCancellationRequested && catalogue.Zones.FirstOrDefault(IsDue) is { } due)
            {
                Merge(catalogue, due);
            }
        }
        catch (OperationCanceledException)
        {
            // Begun anew after the next start.
        }
    }

    /// <summary>
    /// Changes that come while a zone is merged are made again on what it leads to. Where they are not written down, they wait.
    /// </summary>
    private void Merge(ZoneCatalogue catalogue, LoadedZone due)
    {
        CompiledZone? merged = journals.AreKept ? images.Merge(due, _stop.Token) : null;
        try
        {
            catalogue.ReplaceNow(
                due.Entry.Origin,
                served =>
                {
                    merged ??= images.Merge(due, _stop.Token);
                    LoadedZone? latest = merged is null ? null : Follow(due, merged, served);
                    merged = null;
                    return latest;
                },
                _stop.Token);
        }
        finally
        {
            // Nobody came to take it.
            merged?.Dispose();
        }
    }

    /// <summary>What is served, with the merged memory; null, and that is given back, when it leads somewhere else.</summary>
    private LoadedZone? Follow(LoadedZone due, CompiledZone merged, LoadedZone? served)
    {
        LoadedZone latest = due with { Zone = merged };
        if (served?.Zone is not null && served.Entry == due.Entry)
        {
            latest = served.Version == due.Version ? latest : journals.Replay(latest);
            if (latest.Version == served.Version)
            {
                return served with { Zone = latest.Zone };
            }
        }

        latest.Zone!.Dispose();
        return null;
    }
}
