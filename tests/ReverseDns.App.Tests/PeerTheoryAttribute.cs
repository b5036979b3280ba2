namespace ReverseDns.App.Tests;

/// <summary>A test with Knot and BIND, skipped where one of them is missing (tests/run.sh installs them), but never on CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PeerTheoryAttribute : TheoryAttribute
{
    public PeerTheoryAttribute() => Skip = Programs.WhyNot("knotd", "named");
}
