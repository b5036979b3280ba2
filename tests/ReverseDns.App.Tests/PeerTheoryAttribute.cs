namespace ReverseDns.App.Tests;

/// <summary>A test with Knot and BIND, skipped where one of them is missing (tests/run.sh installs them), but never on CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PeerTheoryAttribute : TheoryAttribute
{
    public PeerTheoryAttribute()
    {
        string[] missing = [.. NameServer.Programs.Values.Where(program => !File.Exists(program))];
        Skip = missing.Length == 0 || Environment.GetEnvironmentVariable("CI") is "true"
            ? null
            : $"Not installed: {string.Join(", ", missing)} (tests/run.sh installs them)";
    }
}
