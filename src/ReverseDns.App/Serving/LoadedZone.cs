using ReverseDns.Zones;

namespace ReverseDns.App.Serving;

/// <summary>The outcome of loading one zone: compiled, or null and the errors that forbid it.</summary>
/// <param name="Files">The zone file and all it includes, as they were read.</param>
internal sealed record LoadedZone(
    ZoneEntry Entry,
    CompiledZone? Zone,
    IReadOnlyList<FileStamp> Files,
    IReadOnlyList<ZoneDiagnostic> Diagnostics,
    DateTimeOffset LoadedAt)
{
    public IEnumerable<ZoneDiagnostic> Errors =>
        Diagnostics.Where(diagnostic => diagnostic.Severity == ZoneSeverity.Error);
}
