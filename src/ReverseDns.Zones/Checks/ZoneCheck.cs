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
