using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ReverseDns.App.Tests.Validation;

/// <summary>DNSViz: asks the servers of zones all it can think of, and says what it thinks of the answers.</summary>
internal static partial class DnsViz
{
    private const string Program = "/usr/bin/dnsviz";
    private const string Python = "/usr/bin/python3";

    /// <summary>Debian's pygraphviz has no module "release" any more, which is all that this version of dnsviz looks for.</summary>
    private const string Grok = """
        import sys, types, pygraphviz
        if not hasattr(pygraphviz, 'release'):
            pygraphviz.release = types.SimpleNamespace(version=pygraphviz.__version__)
        from dnsviz.commands.grok import main
        main(['grok'] + sys.argv[1:])
        """;

    public static bool IsHere { get; } = File.Exists(Program);

    /// <param name="anchor">The DNSKEY record of the first zone that is trusted.</param>
    /// <param name="zones">Where the server is asked, the ancestor of all first.</param>
    public static async Task<Grade> GradeAsync(int port, string anchor, IReadOnlyList<string> zones, IEnumerable<string> names)
    {
        using var folder = new TemporaryFolder();
        string probe = folder.File("probe");
        string[] common = ["-t", folder.Write("anchor", anchor + "\n"), "-r", probe];
        IEnumerable<string> servers = zones.SelectMany((zone, at) => (string[])["-x", $"{zone}{(at == 0 ? "+" : "")}:127.0.0.1:{port}"]);
        await RunAsync(Program, ["probe", "-A", "-4", "-a", zones[0], .. servers, "-o", probe, .. names]);
        string warnings = (await RunAsync(Python, ["-c", Grok, "-l", "warning", .. common])).Trim();

        // Some of what it objects to it cannot print then.
        string all = warnings.Length > 0 ? "" : await RunAsync(Python, ["-c", Grok, "-l", "info", .. common]);
        return new Grade(warnings, Count(all, "SECURE"), Count(all, "INSECURE"), Count(all, "BOGUS"));
    }

    private static int Count(string report, string status) =>
        Status().Matches(report).Count(match => match.Groups["status"].Value.Equals(status, StringComparison.Ordinal));

    private static async Task<string> RunAsync(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Rdns.Patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        Assert.True(process.ExitCode == 0, $"{program}: {await errors}");
        return await output;
    }

    [GeneratedRegex("\"status\": \"(?<status>[A-Z_]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Status();

    /// <param name="Warnings">What it objects to, errors too; empty: nothing.</param>
    /// <param name="Secure">RRsets and denials of this standing; not counted when there are warnings.</param>
    internal sealed record Grade(string Warnings, int Secure, int Insecure, int Bogus);

    /// <summary>A test that needs DNSViz: skipped without it, but never on CI.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class TheoryAttribute : Xunit.TheoryAttribute
    {
        public TheoryAttribute() =>
            Skip = IsHere || Environment.GetEnvironmentVariable("CI") is "true" ? null : "Not installed: dnsviz (tests/run.sh installs it)";
    }
}
