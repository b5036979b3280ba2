namespace ReverseDns.App.Tests.Dashboard;

/// <summary>A test that needs a browser: skipped without it, but never on CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumFactAttribute : FactAttribute
{
    public const string Program = "/usr/bin/chromium";

    public ChromiumFactAttribute() =>
        Skip = File.Exists(Program) || Environment.GetEnvironmentVariable("CI") is "true" ? null : "Not installed: chromium (tests/run.sh installs it)";
}
