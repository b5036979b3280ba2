using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>
/// What BIND and Knot find wrong with a zone whose every record is right by itself: an error keeps the zone from being
/// served, a warning is for the operator to read. One pass in canonical order; a healthy zone allocates nothing by it.
/// </summary>
public static class ZoneCheck
{
    private const int MostDiagnostics = 1_000;

    /// <param name="files">By the indexes that the records carry; may be empty when they came from no file.</param>
    public static void Run(
        ZoneContents contents, IReadOnlyList<string> files, ICollection<ZoneDiagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(contents);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var log = new CheckLog(files, new DiagnosticLog(diagnostics, MostDiagnostics));
        CheckApex(contents, log);
        new NodeCheck(contents, log).Run();
    }

    /// <summary>
    /// Checks what a change can have made wrong, and the apex. Finds all errors that a check of the whole zone would find, if
    /// the version before had none, and its warnings about the names that the change touches; of TTLs that were overruled
    /// only a whole reading can tell. False when nothing less than that will do.
    /// </summary>
    /// <param name="zone">The version after the change.</param>
    /// <param name="files">By the indexes that the added records carry.</param>
    public static bool TryRun(
        CompiledZone zone, ZoneDiff diff, IReadOnlyList<string> files, ICollection<ZoneDiagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(zone);
        ArgumentNullException.ThrowIfNull(diff);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(diagnostics);
        using var scope = new ChangeScope(zone, diff);
        using ZoneContents? contents = scope.Collect();
        if (contents is null)
        {
            return false;
        }

        var log = new CheckLog(files, new DiagnosticLog(diagnostics, MostDiagnostics));
        CheckApex(contents, log);
        new NodeCheck(contents, log, scope.Names).Run();
        return true;
    }

    /// <summary>
    /// Of what a check said of the version before a change, what still holds: all about names that the change leaves alone.
    /// Lines are left out, for the file has changed.
    /// </summary>
    public static IEnumerable<ZoneDiagnostic> Carry(IEnumerable<ZoneDiagnostic> before, ZoneDiff diff)
    {
        ArgumentNullException.ThrowIfNull(diff);
        var touched = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { CheckLog.Subject(diff.Origin.Wire) };
        foreach (ZoneContents side in (ReadOnlySpan<ZoneContents>)[diff.Removed, diff.Added])
        {
            foreach (RRsetView rrset in side)
            {
                touched.Add(CheckLog.Subject(rrset.Owner));
            }
        }

        return before
            .Where(diagnostic => CheckLog.SubjectOf(diagnostic.Message) is { Length: > 0 } subject && !touched.Contains(subject))
            .Select(diagnostic => diagnostic with { Line = 0, Column = 0 });
    }

    /// <summary>
    /// Holds the ZONEMD records of a zone against it (RFC 8976, section 4), if there are any. An error when they say that it is
    /// another zone, a warning when they say nothing of this version.
    /// </summary>
    public static void RunDigests(ZoneContents contents, IReadOnlyList<string> files, ICollection<ZoneDiagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(contents);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(diagnostics);
        if (contents.TryFind(contents.Origin.Wire, RecordType.ZONEMD, out RRsetView digests))
        {
            Report(ZoneDigest.Verify(contents), digests, new CheckLog(files, new DiagnosticLog(diagnostics, MostDiagnostics)));
        }
    }

    /// <summary>The same for a version that a change has led to.</summary>
    public static void RunDigests(CompiledZone zone, ICollection<ZoneDiagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(zone);
        ArgumentNullException.ThrowIfNull(diagnostics);
        using var builder = new ZoneContentsBuilder(zone.Origin);
        new VersionReader(zone).AddRecords(zone.Origin.Wire, builder, type => type == RecordType.ZONEMD);
        using ZoneContents apex = builder.Build();
        if (apex.TryFind(zone.Origin.Wire, RecordType.ZONEMD, out RRsetView digests))
        {
            Report(ZoneDigest.Verify(zone), digests, new CheckLog([], new DiagnosticLog(diagnostics, MostDiagnostics)));
        }
    }

    private static void Report(ZoneDigestResult found, in RRsetView digests, CheckLog log)
    {
        foreach (string remark in found.Remarks)
        {
            if (found.Outcome == ZoneDigestOutcome.Wrong)
            {
                log.Error(digests, 0, remark);
            }
            else
            {
                log.Warn(digests, 0, remark);
            }
        }
    }

    private static void CheckApex(ZoneContents contents, CheckLog log)
    {
        ReadOnlySpan<byte> apex = contents.Origin.Wire;
        if (!contents.TryFind(apex, RecordType.SOA, out RRsetView soa))
        {
            log.Error($"missing SOA at the zone apex {contents.Origin}");
        }
        else if (soa.Count > 1)
        {
            log.ErrorAtLast(soa, "multiple SOA records");
        }

        if (!contents.TryFind(apex, RecordType.NS, out _))
        {
            log.Error($"missing NS at the zone apex {contents.Origin}");
        }
    }
}
