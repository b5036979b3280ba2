using System.Globalization;

namespace ReverseDns.Zones;

/// <summary>One thing found wrong with a zone, said so that an editor can jump to it.</summary>
/// <param name="File">The file as the operator wrote it; empty when the zone did not come from a file.</param>
/// <param name="Line">From 1; 0 when it is the file, or the zone, as a whole.</param>
/// <param name="Column">From 1, in octets; 0 when the whole line is meant.</param>
public readonly record struct ZoneDiagnostic(
    ZoneSeverity Severity, string File, int Line, int Column, string Message)
{
    public override string ToString()
    {
        string severity = Severity == ZoneSeverity.Error ? "error" : "warning";
        return (File.Length, Line, Column) switch
        {
            (0, _, _) => $"{severity}: {Message}",
            (_, 0, _) => $"{File}: {severity}: {Message}",
            (_, _, 0) => string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}: {severity}: {Message}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}: {severity}: {Message}"),
        };
    }
}
