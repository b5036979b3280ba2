using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using ReverseDns.App.Serving;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Signing;

/// <summary>
/// The signed versions of zones on the disk, each there before it is answered from: a zone file with the last one that was
/// written whole, a journal with the changes since, and an image, which a start maps instead of reading both. A file, as images
/// go with the build that wrote them. Different zones from any threads.
/// </summary>
internal sealed partial class SignedVersions : IAsyncDisposable
{
    private const int NameLength = 16;
    private const string Changed = "(signed)";

    private readonly string _folder;
    private readonly ZoneImages _images;
    private readonly ZoneJournals _journals;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    private SignedVersions(string folder, TimeProvider clock, ILogger logger)
    {
        (_folder, _clock, _logger) = (folder, clock, logger);
        _images = ZoneImages.Open(folder, clock, logger);
        _journals = ZoneJournals.Open(folder, logger);
    }

    /// <summary>To be called before any zone is compiled, and after the images of zones as they came have been opened.</summary>
    public static SignedVersions Open(string folder, TimeProvider clock, ILogger logger)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNoFolder(logger, folder, e.Message);
        }

        return new SignedVersions(folder, clock, logger);
    }

    public bool Has(DomainName origin) => File.Exists(PathOf(origin));

    /// <summary>The last version; null when there is none, or none that can be read.</summary>
    public LoadedZone? Open(DomainName origin)
    {
        var entry = new ZoneEntry(origin, PathOf(origin));
        LoadedZone? stored = _images.TryOpen(entry);
        if (stored is not null && stored.Files[0].Renew(_clock.GetUtcNow()) is null)
        {
            // A whole version was written after the image.
            stored.Zone!.Dispose();
            stored = null;
        }

        stored ??= Read(entry);
        return stored is null ? null : _journals.Replay(stored);
    }

    /// <summary>Writes a version as a whole. What was there before stays when it fails.</summary>
    /// <param name="compiled">The same version, if there is one.</param>
    /// <exception cref="IOException">It is not on the disk.</exception>
    public LoadedZone Write(ZoneContents signed, UnsignedVersion of, CompiledZone? compiled = null)
    {
        var entry = new ZoneEntry(signed.Origin, PathOf(signed.Origin));
        ZoneFileWriter.Write(signed, entry.File);
        DateTimeOffset now = _clock.GetUtcNow();
        var written = FileStamp.Take(entry.File, now);
        return written.Digest.IsEmpty
            ? throw new IOException($"{entry.File} cannot be read again")
            : new LoadedZone(entry, compiled ?? CompiledZone.Compile(signed), [written], [], now) { SignedOf = of };
    }

    /// <summary>Writes a change; null when it has to be written as a whole.</summary>
    /// <param name="zone">The version that the change leads to.</param>
    /// <exception cref="IOException">It is not on the disk.</exception>
    public LoadedZone? TryWrite(LoadedZone before, ZoneDiff change, CompiledZone zone, UnsignedVersion of)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        var name = new FileStamp(Changed, now.UtcDateTime, zone.Serial.Value, RandomNumberGenerator.GetBytes(NameLength), IsRecent: false);
        var after = new LoadedZone(before.Entry, zone, [before.Files[0], name], [], now) { SignedOf = of };
        return _journals.TryKeep(before, change, after, mayStart: before.Files.Count == 1) ? after : null;
    }

    /// <summary>Brings the images up to date, in the background.</summary>
    public void Store(IReadOnlyCollection<LoadedZone> served) => _images.Store(served);

    /// <summary>The same version without anything beside its image; null when it has been replaced meanwhile.</summary>
    public CompiledZone? Merge(LoadedZone zone, CancellationToken cancellation) => _images.Merge(zone, cancellation);

    /// <summary>Takes a version to the last one.</summary>
    public LoadedZone CatchUp(LoadedZone zone) => _journals.Replay(zone);

    public long JournalSizeOf(DomainName origin) => _journals.SizeOf(origin);

    public IReadOnlyList<ZoneDiff>? ReadHistory(DomainName origin, Serial from, Serial to) => _journals.ReadHistory(origin, from, to);

    public void EndOpening() => _images.EndOpening();

    /// <summary>A zone is not to be signed any more.</summary>
    public void Remove(DomainName origin)
    {
        File.Delete(PathOf(origin));
        _journals.Remove(origin);
    }

    public async ValueTask DisposeAsync()
    {
        await _images.DisposeAsync();
        _journals.Dispose();
    }

    private LoadedZone? Read(ZoneEntry entry)
    {
        if (!File.Exists(entry.File))
        {
            return null;
        }

        var found = new List<ZoneDiagnostic>();
        var stamp = FileStamp.Take(entry.File, _clock.GetUtcNow());
        using ZoneContents? contents = ZoneFile.Read(entry.File, entry.Origin, ZoneFileOptions.Default, found, out _);
        if (contents is null)
        {
            LogDamaged(_logger, entry.Origin, string.Join("; ", found.Take(1)));
            return null;
        }

        return new LoadedZone(entry, CompiledZone.Compile(contents), [stamp], [], _clock.GetUtcNow());
    }

    /// <summary>Named by a digest, so that no label can leave the folder.</summary>
    private string PathOf(DomainName origin) =>
        Path.Combine(_folder, Convert.ToHexStringLower(SHA256.HashData(origin.ToLower().Wire)) + ".zone");

    [LoggerMessage(EventName = "signed-no-folder", Level = LogLevel.Error,
        Message = "Signed zones cannot be kept in {Folder}: {Cause}")]
    private static partial void LogNoFolder(ILogger logger, string folder, string cause);

    [LoggerMessage(EventName = "signed-damaged", Level = LogLevel.Error,
        Message = "Zone {Zone}: its last signed version cannot be read, and it is signed anew, with serials from that of the zone as it came: {Cause}")]
    private static partial void LogDamaged(ILogger logger, DomainName zone, string cause);
}
