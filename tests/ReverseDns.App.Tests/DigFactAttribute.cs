namespace ReverseDns.App.Tests;

/// <summary>A test that needs BIND's dig: skipped without it, but never on CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DigFactAttribute : FactAttribute
{
    public DigFactAttribute() =>
        Skip = File.Exists("/usr/bin/dig") || Environment.GetEnvironmentVariable("CI") is "true" ? null : "Not installed: dig (tests/run.sh installs it)";
}
