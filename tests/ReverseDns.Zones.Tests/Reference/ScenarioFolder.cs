namespace ReverseDns.Zones.Tests.Reference;

/// <summary>The scenarios, which are copied beside the tests when these are built.</summary>
public static class ScenarioFolder
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Scenarios");

    public static IReadOnlyList<string> Names() =>
        [.. Directory.GetFiles(Folder, "*.scenario").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public static Scenario Read(string name) => Scenario.Read(Path.Combine(Folder, name));
}
