using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ReverseDns.Registry;

/// <summary>
/// Which zones are served, from which sources, by which rules. Read from YAML; paths in it are relative to it. A
/// plan with an error is no plan: unknown keys and bad values are all reported at once, with line and column.
/// </summary>
public sealed class ZonePlan
{
    internal ZonePlan(
        string path,
        ImmutableArray<PlannedSource> sources,
        ImmutableArray<PlannedZone> zones,
        ZoneSettings defaults,
        GuardSettings guard,
        SerialRule serial)
    {
        Path = path;
        Sources = sources;
        Zones = zones;
        Defaults = defaults;
        Guard = guard;
        Serial = serial;
    }

    public string Path { get; }

    public ImmutableArray<PlannedSource> Sources { get; }

    public ImmutableArray<PlannedZone> Zones { get; }

    public ZoneSettings Defaults { get; }

    public GuardSettings Guard { get; }

    public SerialRule Serial { get; }

    /// <summary>Null when anything is wrong; the diagnostics then say all of it.</summary>
    public static ZonePlan? Read(string path, ICollection<PlanDiagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        try
        {
            using var text = new StreamReader(path);
            return Read(text, path, diagnostics);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(new PlanDiagnostic(path, 0, 0, $"cannot be read: {fault.Message}"));
            return null;
        }
    }

    public static ZonePlan? Read(TextReader text, string path, ICollection<PlanDiagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        var yaml = new YamlStream();
        try
        {
            yaml.Load(text);
        }
        catch (YamlException fault)
        {
            diagnostics.Add(new PlanDiagnostic(
                path, (int)fault.Start.Line, (int)fault.Start.Column, (fault.InnerException ?? fault).Message));
            return null;
        }
        catch (InvalidOperationException)
        {
            // What the YAML parser throws, without a place, when brackets are still open at the end.
            diagnostics.Add(new PlanDiagnostic(path, 1, 1, "is not YAML: a bracket or brace is never closed"));
            return null;
        }

        if (yaml.Documents.Count != 1 || yaml.Documents[0].RootNode is not YamlMappingNode root)
        {
            diagnostics.Add(new PlanDiagnostic(path, 1, 1, "a plan is one YAML mapping: sources, zones, defaults"));
            return null;
        }

        return new PlanReader(path, diagnostics).Read(root);
    }
}
