namespace ReverseDns.Interop.Tests.Peers;

/// <summary>A test that needs programs but no name server: skipped with their names where they are missing, but never on CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(params string[] needed)
    {
        Needed = needed;
        string[] missing = [.. needed.Where(program => Programs.Find(program) is null)];
        Skip = missing.Length == 0 || Environment.GetEnvironmentVariable("CI") is "true"
            ? null
            : $"Not installed: {string.Join(", ", missing)} (tests/run.sh installs them)";
    }

    public IReadOnlyList<string> Needed { get; }
}
