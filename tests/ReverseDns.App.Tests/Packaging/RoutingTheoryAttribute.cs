namespace ReverseDns.App.Tests.Packaging;

/// <summary>A test with BIRD and FRR, skipped where one of them is missing, but never on CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RoutingTheoryAttribute : TheoryAttribute
{
    public RoutingTheoryAttribute() => Skip = Programs.WhyNot("bird", "vtysh");
}
