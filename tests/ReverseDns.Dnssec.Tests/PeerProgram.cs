using System.ComponentModel;
using System.Diagnostics;

namespace ReverseDns.Dnssec.Tests;

/// <summary>Runs a program of another's.</summary>
internal static class PeerProgram
{
    public static bool IsInstalled(string program)
    {
        try
        {
            _ = Run(".", program, "-h");
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <returns>Exit code, and what it printed, errors last.</returns>
    public static (int ExitCode, string Output) Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.GetAwaiter().GetResult());
    }

    public static string Succeed(string folder, string program, params string[] arguments)
    {
        (int exitCode, string output) = Run(folder, program, arguments);
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)}: {output}");
        return output;
    }
}
