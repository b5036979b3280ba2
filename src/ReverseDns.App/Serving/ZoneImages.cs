using Microsoft.Extensions.Logging;
using ReverseDns.Server;
using ReverseDns.Zones;

namespace ReverseDns.App.Serving;

/// <summary>
/// The images of the zones that are served: opened at a start instead of reading text, written in the background
/// whenever the zones have changed. Whatever is wrong with them costs time and never an answer.
/// </summary>
internal sealed partial class ZoneImages : IAsyncDisposable
{
    private const string FolderName = "images";
    private static readonly TimeSpan Settle = FileStamp.Recent;

    /// <summary>For which images are put off though nothing else on the disk leads to a zone.</summary>
    private static readonly TimeSpan UnkeptFor = TimeSpan.FromSeconds(3);

    /// <summary>Octets; a collection of less is not worth its pause.</summary>
    private const long QuietHeap = 4 << 20;

    /// <summary>What is said of more zones than these is a heap that takes a while to be compacted.</summary>
    private const int ManyZones = 5_000;

    private readonly ImageFolder? _folder;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private ImageSet? _found;
    private IReadOnlyCollection<LoadedZone>? _toStore;
    private IReadOnlyCollection<LoadedZone>? _unstored;
    private long _asked;
    private DateTimeOffset _storedAt = DateTimeOffset.MinValue;
    private bool _isUnkept;
    private Task _storing = Task.CompletedTask;

    private ZoneImages(ImageFolder? folder, TimeProvider clock, ILogger logger)
    {
        _folder = folder;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>There is a folder that they are kept in, and this process has it.</summary>
    public bool IsKept => _folder is not null;

    /// <summary>To be called before any zone is compiled: the folder knows the key that names are hashed with.</summary>
    /// <param name="stateFolder">Null: no images.</param>
    public static ZoneImages Open(string? stateFolder, TimeProvider clock, ILogger logger)
    {
        ImageFolder? folder = null;
        if (stateFolder is not null)
        {
            try
            {
                folder = ImageFolder.Open(Path.Combine(stateFolder, FolderName));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogNoFolder(logger, stateFolder, e.Message);
            }
        }

        var images = new ZoneImages(folder, clock, logger);
        images.Find();
        return images;
    }

    /// <summary>
    /// The zone as it was stored, whatever has become of its files since; null when it was not. What another version of this
    /// program has stored is checked anew where there is a file to read, and else taken as it is. From any thread.
    /// </summary>
    public LoadedZone? TryOpen(ZoneEntry entry)
    {
        if (_found?.Find(entry.Origin) is not { } image
            || !(image.IsOfThisBuild || entry.IsSecondary)
            || ZoneSource.TryRead(image.Source) is not { } source
            || !string.Equals(source.Files[0].File, entry.File, StringComparison.Ordinal))
        {
            return null;
        }

        ImageOutcome outcome = image.TryOpen(out CompiledZone? zone);
        if (zone is null)
        {
            LogRefusedZone(_logger, entry.Origin.ToString(), image.File, outcome);
            return null;
        }

        return LoadedZone.Of(entry, zone, source);
    }

    /// <summary>The version that a zone was stored with, as it lies on the disk now; null: none. From any thread.</summary>
    public UInt128? StoredVersion(ZoneEntry entry)
    {
        try
        {
            using ImageSet? present = _folder?.Read();
            return present?.Find(entry.Origin) is { } image && ZoneSource.TryRead(image.Source) is { } source
                ? ZoneSource.VersionOf(source.Files)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotRead(_logger, e.Message);
            return null;
        }
    }

    /// <summary>To be called when no more zones are opened: their files are no longer needed, the open ones excepted.</summary>
    public void EndOpening()
    {
        _found?.Dispose();
        _found = null;
    }

    /// <summary>
    /// Brings the files up to date with these zones, in the background; what was given before and has not been begun is
    /// forgotten.
    /// </summary>
    public void Store(IReadOnlyCollection<LoadedZone> zones)
    {
        if (_folder is null)
        {
            return;
        }

        lock (_gate)
        {
            (_toStore, _asked) = (zones, _asked + 1);
            _unstored = zones;
            if (_storing.IsCompleted && !_stop.IsCancellationRequested)
            {
                _storing = BackgroundThread.Run(StoreAll);
            }
        }
    }

    /// <summary>
    /// The same version without anything beside its image; null when it has been replaced meanwhile. Takes a while.
    /// </summary>
    public CompiledZone? Merge(LoadedZone zone, CancellationToken cancellation)
    {
        try
        {
            return _folder is null
                ? zone.Zone!.Merge()
                : _folder.Merge(zone.Zone!, ZoneSource.Of(zone, _clock.GetUtcNow()).Write(), cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotStored(_logger, e.Message);
            return zone.Zone!.Merge();
        }
    }

    public async ValueTask DisposeAsync()
    {
        EndOpening();
        await _stop.CancelAsync();
        Task storing;
        lock (_gate)
        {
            storing = _storing;
        }

        await storing;
        if (_unstored is { } zones && zones.Any(zone => zone.Entry.IsSecondary))
        {
            // What has been transferred is nowhere else.
            await BackgroundThread.Run(() => Store(zones, all: true, CancellationToken.None));
        }

        _folder?.Dispose();
        _stop.Dispose();
    }

    private void Find()
    {
        try
        {
            _found = _folder?.Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotRead(_logger, e.Message);
        }

        foreach (RefusedImages refused in _found?.Refused ?? [])
        {
            LogRefused(_logger, refused.File, refused.Outcome);
        }
    }

    private void StoreAll()
    {
        // Several changes in a row become one writing, and no file counts as just written any more.
        while (!_stop.Token.WaitHandle.WaitOne(Settle) && Take() is { } zones)
        {
            Store(zones, all: false, _stop.Token);
            if (_isUnkept && !_stop.Token.WaitHandle.WaitOne(UnkeptFor))
            {
                Store(zones, all: true, _stop.Token);
            }
        }
    }

    private void Store(IReadOnlyCollection<LoadedZone> zones, bool all, CancellationToken cancellation)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        long asked;
        lock (_gate)
        {
            asked = _asked;
        }

        LoadedZone[] whole = [.. zones.Where(zone => zone.Zone is not null && zone.Files.All(file => !file.Digest.IsEmpty))];
        try
        {
            Array.ForEach(all ? [] : whole, zone => zone.Zone!.MoveToHugePages(cancellation));
            bool areStored = _folder!.Update(
                Array.ConvertAll(whole, zone => zone.Zone!),
                i => ZoneSource.Of(whole[i], now).Write(),
                cancellation,
                all,
                i => whole[i].UnkeptSince > _storedAt);
            _storedAt = areStored ? now : _storedAt;
            _isUnkept = Array.Exists(whole, zone => zone.UnkeptSince > _storedAt);
            lock (_gate)
            {
                _unstored = areStored && _asked == asked ? null : _unstored;
            }

            GiveBackHeap(zones.Count);
        }
        catch (OperationCanceledException)
        {
            // What is needed of it is written at the end.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotStored(_logger, e.Message);
        }
    }

    /// <summary>
    /// What a large change leaves on the managed heap would lie there until the next one: a quiet instance hardly collects.
    /// Where there are so many zones that a pause for it would be noticed, it is collected beside the answers.
    /// </summary>
    private static void GiveBackHeap(int zones)
    {
        if (zones > ManyZones)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        }
        else if (GC.GetTotalMemory(forceFullCollection: false) > QuietHeap)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        }
    }

    private IReadOnlyCollection<LoadedZone>? Take()
    {
        lock (_gate)
        {
            (IReadOnlyCollection<LoadedZone>? taken, _toStore) = (_toStore, null);
            return taken;
        }
    }

    [LoggerMessage(EventName = "image-no-folder", Level = LogLevel.Warning,
        Message = "No images of zones are kept in {Folder}: {Cause}; the next start reads all zone files again")]
    private static partial void LogNoFolder(ILogger logger, string folder, string cause);

    [LoggerMessage(EventName = "image-not-listed", Level = LogLevel.Warning,
        Message = "Images of zones cannot be listed: {Cause}")]
    private static partial void LogNotRead(ILogger logger, string cause);

    [LoggerMessage(EventName = "image-refused", Level = LogLevel.Warning,
        Message = "Image {File}: {Cause}; its zones are read from their files")]
    private static partial void LogRefused(ILogger logger, string file, ImageOutcome cause);

    [LoggerMessage(EventName = "image-zone-refused", Level = LogLevel.Warning,
        Message = "Zone {Zone} in image {File}: {Cause}; it is read from its file")]
    private static partial void LogRefusedZone(ILogger logger, string zone, string file, ImageOutcome cause);

    [LoggerMessage(EventName = "image-not-written", Level = LogLevel.Warning,
        Message = "Images of zones cannot be written: {Cause}")]
    private static partial void LogNotStored(ILogger logger, string cause);
}
