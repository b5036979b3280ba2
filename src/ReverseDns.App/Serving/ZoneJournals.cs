using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Serving;

/// <summary>
/// The changes of zones since their images were stored, one journal a zone: on the disk before they are answered from, and
/// made again at a start. The zone files have the last word: a journal that is lost or damaged costs time. Different zones
/// from any threads.
/// </summary>
internal sealed partial class ZoneJournals : IDisposable
{
    private const string FolderName = "journals";
    private const string Extension = ".journal";

    /// <summary>Octets of one zone's journal; past it the zone is compiled afresh, and the journal starts anew.</summary>
    private const long MaxSize = 64 << 20;

    private readonly string? _folder;
    private readonly ILogger _logger;
    private readonly long _maxSize;
    private readonly ConcurrentDictionary<DomainName, Journal> _journals = [];

    private ZoneJournals(string? folder, ILogger logger, long maxSize) => (_folder, _logger, _maxSize) = (folder, logger, maxSize);

    /// <summary>Says which version of a zone its image has: a journal without room need not lead to that one.</summary>
    public Func<ZoneEntry, UInt128?>? StoredVersion { get; init; }

    /// <summary>Changes are written down, and can be made again.</summary>
    public bool AreKept => _folder is not null;

    /// <param name="stateFolder">Null: no journals. Else a folder that no other process uses.</param>
    /// <param name="storedVersion">Null: nothing is known of images.</param>
    public static ZoneJournals Open(
        string? stateFolder, ILogger logger, Func<ZoneEntry, UInt128?>? storedVersion = null, long maxSize = MaxSize)
    {
        string? folder = stateFolder is null ? null : Path.Combine(stateFolder, FolderName);
        try
        {
            if (folder is not null)
            {
                Directory.CreateDirectory(folder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNoFolder(logger, folder!, e.Message);
            folder = null;
        }

        return new ZoneJournals(folder, logger, maxSize) { StoredVersion = storedVersion };
    }

    /// <summary>Takes a zone as its image was stored to the last version that its journal leads to.</summary>
    public LoadedZone Replay(LoadedZone stored)
    {
        if (Find(stored.Entry.Origin) is not { } journal
            || !journal.TryFind(stored.Version, out int next) || next == journal.Entries.Count)
        {
            return stored;
        }

        LoadedZone latest = stored;
        foreach (JournalEntry entry in journal.Entries.Skip(next))
        {
            if (TryReplay(latest, journal, entry) is not { } applied)
            {
                LogNotReplayed(_logger, stored.Entry.Origin, entry.From, entry.To);
                return latest;
            }

            latest = applied;
        }

        LogReplayed(_logger, stored.Entry.Origin, journal.Entries.Count - next, latest.Zone!.Serial);
        return latest;
    }

    /// <summary>
    /// Puts a change on the disk. False when the journal has no room for it. Where nothing can be written, that is said, and the
    /// next start reads the zone's file.
    /// </summary>
    public bool TryAppend(LoadedZone before, ZoneDiff diff, LoadedZone after)
    {
        if (_folder is null)
        {
            return true;
        }

        DomainName origin = after.Entry.Origin;
        try
        {
            return Append(Continue(before, diff) ?? Start(before, diff), diff, after);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotWritten(_logger, origin, e.Message);
            Forget(origin);
            return true;
        }
    }

    /// <summary>
    /// Puts a change of a secondary zone on the disk; one for which there is no room takes the place of the oldest that are in the
    /// zone's image. False when nothing on the disk leads to it: then it is served all the same, as what is newer is better than
    /// what is safe.
    /// </summary>
    public bool TryAppendToSecondary(LoadedZone before, ZoneDiff diff, LoadedZone after)
    {
        if (_folder is null)
        {
            return true;
        }

        try
        {
            Journal? journal = Continue(before, diff);
            if (journal is not null && (Append(journal, diff, after) || (Shorten(journal, after.Entry) is { } shorter && Append(shorter, diff, after))))
            {
                return true;
            }

            // Nothing leads to what it starts with; it is the history that others ask for, and is of use with the next image.
            Append(Start(before, diff), diff, after);
            return before.Version == StoredVersion?.Invoke(before.Entry);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotKept(_logger, after.Entry.Origin, diff.To, e.Message);
            return false;
        }
    }

    /// <summary>
    /// Puts a change on the disk, or fails. False when the journal has no room for it, or does not lead to the version before
    /// and may not be started with it.
    /// </summary>
    /// <param name="mayStart">The version before is on the disk by itself.</param>
    /// <exception cref="IOException">It is not on the disk.</exception>
    public bool TryKeep(LoadedZone before, ZoneDiff diff, LoadedZone after, bool mayStart)
    {
        if (_folder is null)
        {
            throw new IOException("there is no folder for journals");
        }

        Journal? journal = Continue(before, diff);
        return (journal is not null || mayStart) && Append(journal ?? Start(before, diff), diff, after);
    }

    /// <summary>
    /// The changes from one serial to another, oldest first, for the caller to dispose; null when the journal does not have all
    /// of them. From any thread.
    /// </summary>
    public IReadOnlyList<ZoneDiff>? ReadHistory(DomainName origin, Serial from, Serial to)
    {
        if (!_journals.TryGetValue(origin, out Journal? journal))
        {
            return null;
        }

        lock (journal)
        {
            try
            {
                return journal.ReadBetween(from, to);
            }
            catch (Exception e) when (e is IOException or InvalidDataException or ObjectDisposedException)
            {
                LogNotRead(_logger, origin, e.Message);
                return null;
            }
        }
    }

    /// <summary>Octets of a zone's journal, and 0 where there is none. From any thread.</summary>
    public long SizeOf(DomainName origin) => _journals.TryGetValue(origin, out Journal? journal) ? journal.Size : 0;

    /// <summary>Removes the journal of a zone.</summary>
    public void Remove(DomainName origin)
    {
        Forget(origin);
        if (_folder is not null)
        {
            File.Delete(PathOf(origin));
        }
    }

    /// <summary>Removes the journals of all zones but these.</summary>
    public void Keep(IEnumerable<DomainName> origins)
    {
        if (_folder is null)
        {
            return;
        }

        var kept = origins.Select(PathOf).ToHashSet(StringComparer.Ordinal);
        foreach (DomainName origin in _journals.Keys.Where(origin => !kept.Contains(PathOf(origin))))
        {
            Forget(origin);
        }

        try
        {
            foreach (string path in Directory.EnumerateFiles(_folder).Where(path => !kept.Contains(path)))
            {
                File.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotRemoved(_logger, _folder, e.Message);
        }
    }

    public void Dispose()
    {
        foreach (DomainName origin in _journals.Keys)
        {
            Forget(origin);
        }
    }

    /// <summary>The journal that leads to the version before a change; null when there is none.</summary>
    private Journal? Continue(LoadedZone before, ZoneDiff diff) =>
        Find(before.Entry.Origin) is { } journal && journal.Last == before.Version && journal.LastSerial == diff.From ? journal : null;

    private Journal Start(LoadedZone before, ZoneDiff diff)
    {
        DomainName origin = before.Entry.Origin;
        Forget(origin);
        var journal = Journal.Create(PathOf(origin), origin, diff.From, before.Version, _maxSize);
        _journals[origin] = journal;
        return journal;
    }

    /// <summary>Leaves out the oldest entries: all that the image has if need be, and no others. Null when that helps nothing.</summary>
    private Journal? Shorten(Journal journal, ZoneEntry entry)
    {
        if (StoredVersion?.Invoke(entry) is not { } stored || !journal.TryFind(stored, out int needed))
        {
            return null;
        }

        int first = journal.Entries.Count;
        for (long left = _maxSize / 2; first > 0 && left >= journal.Entries[first - 1].Length; first--)
        {
            left -= journal.Entries[first - 1].Length;
        }

        first = Math.Min(first, needed);
        if (first == 0)
        {
            return null;
        }

        lock (journal)
        {
            return _journals[entry.Origin] = journal.Without(first);
        }
    }

    private static bool Append(Journal journal, ZoneDiff diff, LoadedZone after)
    {
        var source = new ZoneSource(after.Files, after.Diagnostics, after.LoadedAt) { SignedOf = after.SignedOf };
        lock (journal)
        {
            return journal.TryAppend(diff, after.Version, source.Write());
        }
    }

    /// <summary>Named by a digest, so that no label can leave the folder.</summary>
    private string PathOf(DomainName origin) =>
        Path.Combine(_folder!, Convert.ToHexStringLower(SHA256.HashData(origin.ToLower().Wire)) + Extension);

    private void Forget(DomainName origin)
    {
        if (_journals.TryRemove(origin, out Journal? journal))
        {
            lock (journal)
            {
                journal.Dispose();
            }
        }
    }

    private Journal? Find(DomainName origin)
    {
        if (_folder is null || _journals.TryGetValue(origin, out Journal? known))
        {
            return _journals.GetValueOrDefault(origin);
        }

        string path = PathOf(origin);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            bool opened = Journal.TryOpen(path, origin, _maxSize, out Journal? journal, out string? fault);
            if (fault is not null)
            {
                LogDamaged(_logger, origin, path, fault);
            }

            if (opened)
            {
                _journals[origin] = journal!;
            }

            return journal;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotRead(_logger, origin, e.Message);
            return null;
        }
    }

    private LoadedZone? TryReplay(LoadedZone before, Journal journal, JournalEntry entry)
    {
        try
        {
            using ZoneDiff diff = journal.ReadDiff(entry);
            if (ZoneSource.TryRead(journal.ReadSource(entry)) is not { } source)
            {
                return null;
            }

            CompiledZone? zone = diff.IsEmpty ? before.Zone : Apply(before.Zone!, diff);
            if (zone is not null && !diff.IsEmpty)
            {
                before.Zone!.Dispose();
            }

            return zone is null ? null : LoadedZone.Of(before.Entry, zone, source);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            LogNotRead(_logger, journal.Origin, e.Message);
            return null;
        }
    }

    private static CompiledZone? Apply(CompiledZone before, ZoneDiff diff)
    {
        if (before.TryApply(diff, out CompiledZone? zone, out _) != DiffOutcome.CompileWhole)
        {
            return zone;
        }

        using ZoneContents old = before.ToContents();
        using ZoneContents? made = diff.TryApply(old);
        return made is null ? null : CompiledZone.Compile(made);
    }

    [LoggerMessage(EventName = "journal-no-folder", Level = LogLevel.Warning,
        Message = "No journals of changes are kept in {Folder}: {Cause}; after a restart edited zone files are read again")]
    private static partial void LogNoFolder(ILogger logger, string folder, string cause);

    [LoggerMessage(EventName = "journal-damaged", Level = LogLevel.Warning,
        Message = "Zone {Zone}: its journal {File} {Cause}")]
    private static partial void LogDamaged(ILogger logger, DomainName zone, string file, string cause);

    [LoggerMessage(EventName = "journal-not-read", Level = LogLevel.Warning,
        Message = "Zone {Zone}: its journal cannot be read: {Cause}; the zone file is")]
    private static partial void LogNotRead(ILogger logger, DomainName zone, string cause);

    [LoggerMessage(EventName = "journal-not-replayed", Level = LogLevel.Warning,
        Message = "Zone {Zone}: the change from serial {From} to {To} in its journal does not fit; the zone file is read")]
    private static partial void LogNotReplayed(ILogger logger, DomainName zone, Serial from, Serial to);

    [LoggerMessage(EventName = "journal-replayed", Level = LogLevel.Information,
        Message = "Zone {Zone}: {Changes} changes out of its journal, serial {Serial}")]
    private static partial void LogReplayed(ILogger logger, DomainName zone, int changes, Serial serial);

    [LoggerMessage(EventName = "journal-not-written", Level = LogLevel.Warning,
        Message = "Zone {Zone}: the change cannot be written into its journal: {Cause}; it is served, and the next start reads the zone file")]
    private static partial void LogNotWritten(ILogger logger, DomainName zone, string cause);

    [LoggerMessage(EventName = "version-not-kept", Level = LogLevel.Warning,
        Message = "Zone {Zone}: serial {Serial} is served and cannot be kept: {Cause}; a restart would go back to an older one")]
    private static partial void LogNotKept(ILogger logger, DomainName zone, Serial serial, string cause);

    [LoggerMessage(EventName = "journal-not-removed", Level = LogLevel.Warning,
        Message = "Journals in {Folder} that no zone needs cannot be removed: {Cause}")]
    private static partial void LogNotRemoved(ILogger logger, string folder, string cause);
}
