namespace ReverseDns.Interop.Tests.Peers;

/// <summary>A test that needs programs but no name server: skipped with their names where they are missing, but never on CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(params string[] needed)
    {
        Needed = needed;
        Skip = WhyNot(needed);
    }

    public IReadOnlyList<string> Needed { get; }

    /// <summary>Why a test cannot run without these programs; null when it can, or must.</summary>
    internal static string? WhyNot(IEnumerable<string> needed)
    {
        string[] missing = [.. needed.Where(program => Programs.Find(program) is null)];
        return missing.Length == 0 || Environment.GetEnvironmentVariable("CI") is "true"
            ? null
            : $"Not installed: {string.Join(", ", missing)} (tests/run.sh installs them)";
    }
}
