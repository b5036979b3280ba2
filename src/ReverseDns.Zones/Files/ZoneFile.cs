using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>
/// Master files (RFC 1035, section 5, with $TTL of RFC 2308 and BIND's $GENERATE) as BIND, NSD and Knot read them.
/// A zone comes whole or not at all, and every error found is listed.
/// </summary>
public static class ZoneFile
{
    /// <summary>Reads and checks a zone as it is to be served; null when an error forbids it.</summary>
    /// <param name="files">The files read, the zone file first.</param>
    public static ZoneContents? Load(
        string path,
        DomainName origin,
        ZoneFileOptions options,
        ICollection<ZoneDiagnostic> diagnostics,
        out IReadOnlyList<string> files)
    {
        ZoneContents? contents = Read(path, origin, options, diagnostics, out files);
        if (contents is null)
        {
            return null;
        }

        var found = new List<ZoneDiagnostic>();
        ZoneCheck.Run(contents, files, found);
        ZoneCheck.RunDigests(contents, files, found);
        found.ForEach(diagnostics.Add);
        if (!found.Exists(diagnostic => diagnostic.Severity == ZoneSeverity.Error))
        {
            return contents;
        }

        contents.Dispose();
        return null;
    }

    /// <summary>Reads without <see cref="ZoneCheck"/>; null when an entry is wrong.</summary>
    /// <param name="files">The files read, in the order of the indexes that the records carry.</param>
    public static ZoneContents? Read(
        string path,
        DomainName origin,
        ZoneFileOptions options,
        ICollection<ZoneDiagnostic> diagnostics,
        out IReadOnlyList<string> files)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(diagnostics);
        using var builder = new ZoneContentsBuilder(origin);
        var log = new DiagnosticLog(diagnostics, options.MaxDiagnostics);
        var reader = new ZoneFileReader(origin, options, builder, log);
        reader.Read(path);
        files = reader.Files;
        return log.Errors == 0 ? builder.Build() : null;
    }

    /// <summary>
    /// Reads a zone's file and compares it, record by record, with a version that is served: memory grows with what differs.
    /// </summary>
    /// <param name="files">The files read, as far as they were.</param>
    /// <param name="diff">From the version served to the file; null unless it <see cref="FileComparison.Differs"/>.</param>
    public static FileComparison Compare(
        string path,
        CompiledZone served,
        ZoneFileOptions options,
        ICollection<ZoneDiagnostic> diagnostics,
        out IReadOnlyList<string> files,
        out ZoneDiff? diff)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(served);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(diagnostics);
        using var comparison = new ServedComparison(served);
        var log = new DiagnosticLog(diagnostics, options.MaxDiagnostics);
        var reader = new ZoneFileReader(served.Origin, options, comparison, log);
        reader.Read(path);
        files = reader.Files;
        bool isWhole = log.Errors == 0 && !comparison.IsFull;
        diff = isWhole ? comparison.Finish() : null;
        return log.Errors > 0 ? FileComparison.Broken
            : diff is null ? FileComparison.TooDifferent
            : FileComparison.Differs;
    }
}
