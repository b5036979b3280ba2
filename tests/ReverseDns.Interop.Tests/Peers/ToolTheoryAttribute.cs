namespace ReverseDns.Interop.Tests.Peers;

/// <summary>A theory that needs programs but no name server: skipped with their names where they are missing, but never on CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolTheoryAttribute : TheoryAttribute
{
    public ToolTheoryAttribute(params string[] needed)
    {
        Needed = needed;
        Skip = Programs.WhyNot(needed);
    }

    public IReadOnlyList<string> Needed { get; }
}
