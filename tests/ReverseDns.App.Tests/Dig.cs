namespace ReverseDns.App.Tests;

/// <summary>BIND's dig, asking a server for an answer with its signatures.</summary>
internal static class Dig
{
    /// <returns>A record a line, its fields apart by tabs.</returns>
    public static async Task<string[]> AskAsync(int port, params string[] arguments) =>
        (await Programs.TryRunAsync("/", "dig", ["@127.0.0.1", "-p", $"{port}", "+noall", "+answer", "+dnssec", .. arguments]))
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
