using System.Diagnostics;

namespace ReverseDns.Zones.Tests.Files;

/// <summary>A zone file tool of another name server, as Debian installs it.</summary>
public static class PeerTool
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static string? Find(string name) =>
        ((string[])["/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"])
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    public static (int ExitCode, string Output) Run(string name, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Find(name)!, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(Patience), $"{name} does not end");
        _ = errors.GetAwaiter().GetResult();
        return (process.ExitCode, output);
    }
}
