namespace ReverseDns.App.Tests;

/// <summary>BIND's delv: asks a server, validates the answer from a trust anchor, and says how secure it is.</summary>
internal static class Delv
{
    private const string Program = "/usr/bin/delv";

    public static bool IsHere { get; } = File.Exists(Program);

    /// <param name="anchors">A file with the trust anchors of the zone that is asked.</param>
    public static async Task<string> AskAsync(int port, string anchors, string zone, string name, string type) =>
        (await Programs.TryRunAsync("/", Program, "@127.0.0.1", "-p", $"{port}", "-a", anchors, $"+root={zone}", "+nosplit", name, type)).All;

    /// <summary>A test that needs delv: skipped without it, but never on CI.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class TheoryWithDelvAttribute : TheoryAttribute
    {
        public TheoryWithDelvAttribute() =>
            Skip = IsHere || Environment.GetEnvironmentVariable("CI") is "true" ? null : "Not installed: delv (tests/run.sh installs it)";
    }
}
