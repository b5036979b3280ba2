using System.Diagnostics;

namespace ReverseDns.Tests;

/// <summary>Other programs: where they are, and running one to its end.</summary>
internal static class Programs
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string[] Folders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin"];

    public static string? Find(string program) => Path.IsPathRooted(program)
        ? File.Exists(program) ? program : null
        : Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    public static string Require(string program) =>
        Find(program) ?? throw new InvalidOperationException($"{program} is not installed (tests/run.sh installs it)");

    /// <summary>Why a test cannot run without these programs; null when it can, or must because it runs on CI.</summary>
    public static string? WhyNot(params IEnumerable<string> needed)
    {
        string[] missing = [.. needed.Where(program => Find(program) is null)];
        return missing.Length == 0 || Environment.GetEnvironmentVariable("CI") is "true"
            ? null
            : $"Not installed: {string.Join(", ", missing)} (tests/run.sh installs them)";
    }

    /// <summary>Runs a program; throws with all it said when it fails.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <returns>What it printed, without what it said beside that.</returns>
    public static async Task<string> RunAsync(string folder, string program, params IEnumerable<string> arguments)
    {
        ProgramOutcome outcome = await TryRunAsync(folder, program, arguments);
        return outcome.ExitCode == 0
            ? outcome.Output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {outcome.All}");
    }

    /// <summary>Runs a program, which may fail.</summary>
    public static async Task<ProgramOutcome> TryRunAsync(string folder, string program, params IEnumerable<string> arguments)
    {
        using Process process = Start(folder, program, arguments);
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return new ProgramOutcome(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException e)
        {
            process.Kill();
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} does not end", e);
        }
    }

    /// <summary>Starts a program whose end, input and output are the caller's.</summary>
    public static Process Start(string folder, string program, params IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo(Require(program), arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
