using ReverseDns.App.Signing;
using ReverseDns.Protocol;
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
    /// <summary>Names what the zone was made from, whatever becomes of its files.</summary>
    public UInt128 Version { get; init; } = ZoneSource.VersionOf(Files);

    /// <summary>What an edited file has changed; null when the zone was read as a whole.</summary>
    public ZoneEdit? Edit { get; init; }

    /// <summary>
    /// What has made it of the version served before, for whoever signs it; null when that is not known. Its maker disposes it
    /// when the zone has been published.
    /// </summary>
    public ZoneDiff? Change { get; init; }

    /// <summary>Of a signed version: the version as it came that it is of, if that is known.</summary>
    public UnsignedVersion? SignedOf { get; init; }

    /// <summary>
    /// When the last version came, up to this one, that nothing on the disk led to: this one needs an image that is not older.
    /// </summary>
    public DateTimeOffset? UnkeptSince { get; init; }

    /// <summary>What an answer says while there is no version to answer from.</summary>
    public ExtendedError WhyNot { get; init; } = ExtendedError.InvalidData;

    /// <summary>The version with signatures made here; null for a zone that is served as it came.</summary>
    public SignedVersion? Signed { get; init; }

    /// <summary>Other servers have to know of it.</summary>
    public bool HasNewSerial(LoadedZone? before) => Served is { } next && before?.Served?.Serial != next.Serial;

    /// <summary>What is answered from.</summary>
    public CompiledZone? Served => Signed?.Zone ?? Zone;

    /// <summary>A version as it was stored.</summary>
    public static LoadedZone Of(ZoneEntry entry, CompiledZone? zone, ZoneSource source) =>
        new(entry, zone, source.Files, source.Diagnostics, source.LoadedAt) { SignedOf = source.SignedOf };

    public IEnumerable<ZoneDiagnostic> Errors =>
        Diagnostics.Where(diagnostic => diagnostic.Severity == ZoneSeverity.Error);
}

/// <summary>Records by which a zone differs from its version before.</summary>
internal sealed record ZoneEdit(int Added, int Removed);
