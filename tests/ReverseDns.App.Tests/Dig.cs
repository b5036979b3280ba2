using System.Diagnostics;

namespace ReverseDns.App.Tests;

/// <summary>BIND's dig, asking a server for an answer with its signatures.</summary>
internal static class Dig
{
    /// <returns>A record a line, its fields apart by tabs.</returns>
    public static async Task<string[]> AskAsync(int port, params string[] arguments)
    {
        var start = new ProcessStartInfo("dig", ["@127.0.0.1", "-p", $"{port}", "+noall", "+answer", "+dnssec", .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using Process dig = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Rdns.Patience);
        string output = await dig.StandardOutput.ReadToEndAsync(patience.Token);
        await dig.WaitForExitAsync(patience.Token);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
