namespace ReverseDns.Interop.Tests.Peers;

/// <summary>A test that needs programs but no name server: skipped with their names where they are missing, but never on CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(params string[] needed)
    {
        Needed = needed;
        Skip = Programs.WhyNot(needed);
    }

    public IReadOnlyList<string> Needed { get; }
}
