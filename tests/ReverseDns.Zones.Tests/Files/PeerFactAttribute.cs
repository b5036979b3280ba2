namespace ReverseDns.Zones.Tests.Files;

/// <summary>A test that needs tools of other name servers; it is skipped, and says so, where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerFactAttribute : FactAttribute
{
    public PeerFactAttribute(params string[] tools)
    {
        Tools = tools;
        IEnumerable<string> missing = tools.Where(tool => PeerTool.Find(tool) is null);
        Skip = missing.Any() ? $"not installed: {string.Join(", ", missing)}" : null;
    }

    public IReadOnlyList<string> Tools { get; }
}
