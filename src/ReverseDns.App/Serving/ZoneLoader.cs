using ReverseDns.Zones;

namespace ReverseDns.App.Serving;

/// <summary>
/// Takes a zone from its file to its compiled form: opened as an image while that is possible, else read, checked and
/// compiled. Several zones at once, one a core.
/// </summary>
internal sealed class ZoneLoader(TimeProvider clock, ZoneImages images)
{
    private const int Attempts = 3;

    /// <param name="loaded">Called after each zone, from any thread, with how many are done.</param>
    public async Task<IReadOnlyList<LoadedZone>> LoadAsync(
        IReadOnlyList<ZoneEntry> entries, Action<int>? loaded, CancellationToken cancellation)
    {
        LoadedZone?[] opened = [.. entries.Select(images.TryOpen)];
        int[] toRead = [.. Enumerable.Range(0, opened.Length).Where(index => opened[index] is null)];
        int done = opened.Length - toRead.Length;
        if (toRead.Length > 0)
        {
            await Parallel.ForAsync(0, toRead.Length, cancellation, (place, _) =>
            {
                opened[toRead[place]] = Load(entries[toRead[place]]);
                loaded?.Invoke(Interlocked.Increment(ref done));
                return ValueTask.CompletedTask;
            });
        }

        return opened!;
    }

    private LoadedZone Load(ZoneEntry entry)
    {
        for (int attempt = 1; ; attempt++)
        {
            DateTimeOffset start = clock.GetUtcNow();
            var before = FileStamp.Take(entry.File, start);
            (CompiledZone? zone, List<ZoneDiagnostic> diagnostics, IReadOnlyList<string> files) = Compile(entry);
            FileStamp[] after = [.. files.DefaultIfEmpty(entry.File).Select(file => FileStamp.Take(file, start))];

            // What was stamped must be what was read: a file written meanwhile is read again.
            bool changed = zone is not null && (!after[0].HasSameContent(before) || after.Any(file => file.Written > start.UtcDateTime));
            if (!changed || attempt == Attempts)
            {
                return new LoadedZone(entry, zone, after, diagnostics, start);
            }

            zone?.Dispose();
        }
    }

    private static (CompiledZone? Zone, List<ZoneDiagnostic> Diagnostics, IReadOnlyList<string> Files) Compile(ZoneEntry entry)
    {
        var diagnostics = new List<ZoneDiagnostic>();
        using ZoneContents? contents = ZoneFile.Load(
            entry.File, entry.Origin, ZoneFileOptions.Default, diagnostics, out IReadOnlyList<string> files);
        return (contents is null ? null : CompiledZone.Compile(contents), diagnostics, files);
    }
}
