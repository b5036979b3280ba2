using System.Diagnostics;

namespace ReverseDns.Registry.Tests;

/// <summary>The zone checkers of other name servers, as Debian packages them.</summary>
internal static class ZoneCheckers
{
    public static string? Missing { get; } = FindMissing();

    /// <summary>Runs all three over each zone; returns what any of them has against it.</summary>
    public static List<string> Run(IEnumerable<ZoneChange> zones)
    {
        var complaints = new List<string>();
        foreach (ZoneChange zone in zones)
        {
            string origin = zone.Origin.ToString();
            string[][] commands =
            [
                ["named-checkzone", "-k", "fail", "-m", "fail", "-M", "fail", "-i", "local", origin, zone.Path],
                ["kzonecheck", "-o", origin, zone.Path],
                ["nsd-checkzone", origin, zone.Path],
            ];
            foreach (string[] command in commands)
            {
                if (RunOne(command) is { } complaint)
                {
                    complaints.Add($"{command[0]} {origin}: {complaint}");
                }
            }
        }

        return complaints;
    }

    private static string? RunOne(string[] command)
    {
        var start = new ProcessStartInfo(Find(command[0])!, command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : output + errors.GetAwaiter().GetResult();
    }

    private static string? FindMissing() =>
        new (string Tool, string Package)[]
        {
            ("named-checkzone", "bind9-utils"), ("kzonecheck", "knot-dnssecutils"), ("nsd-checkzone", "nsd"),
        }
        .Where(needed => Find(needed.Tool) is null)
        .Select(needed => $"needs {needed.Tool} of Debian's package {needed.Package}")
        .FirstOrDefault();

    private static string? Find(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/sbin", "/sbin"])
            .Select(folder => Path.Combine(folder, tool))
            .FirstOrDefault(File.Exists);
}
