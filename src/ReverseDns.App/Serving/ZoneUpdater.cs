using Microsoft.Extensions.Logging;
using ReverseDns.Zones;

namespace ReverseDns.App.Serving;

/// <summary>
/// Takes a zone from one version to the next by what its edited files have changed: compare, apply beside what is served,
/// check, journal. From any thread.
/// </summary>
internal sealed partial class ZoneUpdater(ZoneJournals journals, TimeProvider clock, ILogger logger)
{
    /// <summary>
    /// The outcome; null when the change is nothing for a diff, or when only a reading of the whole zone can say what is wrong
    /// with it. The version before stays as it is. The change in it is the caller's.
    /// </summary>
    public LoadedZone? TryUpdate(LoadedZone before)
    {
        DateTimeOffset start = clock.GetUtcNow();
        var stamp = FileStamp.Take(before.Entry.File, start);
        var diagnostics = new List<ZoneDiagnostic>();
        FileComparison comparison = ZoneFile.Compare(
            before.Entry.File, before.Zone!, ZoneFileOptions.Default, diagnostics, out IReadOnlyList<string> files, out ZoneDiff? diff);
        LoadedZone? next = null;
        try
        {
            FileStamp[] read = [.. files.Select(file => FileStamp.Take(file, start))];
            bool changed = !read[0].HasSameContent(stamp) || Array.Exists(read, file => file.Written > start.UtcDateTime);
            if (comparison == FileComparison.TooDifferent || changed)
            {
                return null;
            }

            var after = new LoadedZone(before.Entry, null, read, diagnostics, start);
            return next = comparison == FileComparison.Broken ? after : TryApply(before, diff!, files, after);
        }
        finally
        {
            if (next?.Change is null)
            {
                diff?.Dispose();
            }
        }
    }

    /// <param name="after">Stamped, with what the reading of its files has found.</param>
    private LoadedZone? TryApply(LoadedZone before, ZoneDiff diff, IReadOnlyList<string> files, LoadedZone after)
    {
        CompiledZone? zone = before.Zone;
        if (!diff.IsEmpty)
        {
            DiffOutcome outcome = before.Zone!.TryApply(diff, out zone, out string? whyNot);
            if (outcome == DiffOutcome.DoesNotFit)
            {
                LogDoesNotFit(logger, before.Entry.Origin.ToString(), whyNot);
            }
        }

        if (zone is null)
        {
            return null;
        }

        var found = new List<ZoneDiagnostic>();
        bool isChecked = diff.IsEmpty || ZoneCheck.TryRun(zone, diff, files, found);
        ZoneCheck.RunDigests(zone, found);
        after = after with
        {
            Zone = zone,
            Diagnostics = [.. after.Diagnostics, .. found, .. ZoneCheck.Carry(before.Diagnostics, diff)],
            Edit = new ZoneEdit(diff.Added.RecordCount, diff.Removed.RecordCount),
            Change = diff,
        };
        if (isChecked && !after.Errors.Any() && journals.TryAppend(before, diff, after))
        {
            return after;
        }

        if (zone != before.Zone)
        {
            zone.Dispose();
        }

        return null;
    }

    [LoggerMessage(EventName = "edit-does-not-fit", Level = LogLevel.Error,
        Message = "Zone {Zone}: the change made out of its file does not fit: {Cause}; the file is read as a whole")]
    private static partial void LogDoesNotFit(ILogger logger, string zone, string? cause);
}
