using System.Diagnostics;

namespace ReverseDns.App.Tests;

/// <summary>Runs the built rdns as a process to its end.</summary>
internal static class Rdns
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "rdns.dll");

    public static async Task<Outcome> RunAsync(params string[] arguments)
    {
        using Process process = Start(arguments);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new Outcome(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException e)
        {
            process.Kill();
            throw new TimeoutException($"rdns {string.Join(' ', arguments)} did not end", e);
        }
    }

    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Assembly, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    internal sealed record Outcome(int ExitCode, string Output, string Error);
}
