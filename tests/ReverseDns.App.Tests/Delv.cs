using System.Diagnostics;

namespace ReverseDns.App.Tests;

/// <summary>BIND's delv: asks a server, validates the answer from a trust anchor, and says how secure it is.</summary>
internal static class Delv
{
    private const string Program = "/usr/bin/delv";

    public static bool IsHere { get; } = File.Exists(Program);

    /// <param name="anchors">A file with the trust anchors of the zone that is asked.</param>
    public static async Task<string> AskAsync(int port, string anchors, string zone, string name, string type)
    {
        string[] arguments = ["@127.0.0.1", "-p", $"{port}", "-a", anchors, $"+root={zone}", "+nosplit", name, type];
        var start = new ProcessStartInfo(Program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Rdns.Patience);
        string output = await process.StandardOutput.ReadToEndAsync(patience.Token);
        string error = await process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return output + error;
    }

    /// <summary>A test that needs delv: skipped without it, but never on CI.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class TheoryWithDelvAttribute : TheoryAttribute
    {
        public TheoryWithDelvAttribute() =>
            Skip = IsHere || Environment.GetEnvironmentVariable("CI") is "true" ? null : "Not installed: delv (tests/run.sh installs it)";
    }
}
