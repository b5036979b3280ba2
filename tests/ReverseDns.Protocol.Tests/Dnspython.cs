using System.Diagnostics;

namespace ReverseDns.Protocol.Tests;

/// <summary>Runs a script in Debian's Python, which has the dnspython of the package python3-dnspython.</summary>
internal static class Dnspython
{
    private const string Python = "/usr/bin/python3";

    /// <returns>The lines that the script prints.</returns>
    public static string[] Run(string script, IEnumerable<string> lines)
    {
        var start = new ProcessStartInfo(Python, ["-c", script])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{Python} did not start");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        foreach (string line in lines)
        {
            process.StandardInput.WriteLine(line);
        }

        process.StandardInput.Close();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.GetAwaiter().GetResult().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException(errors.GetAwaiter().GetResult());
    }
}
