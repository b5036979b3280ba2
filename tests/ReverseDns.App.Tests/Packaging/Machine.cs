using System.Diagnostics;

namespace ReverseDns.App.Tests.Packaging;

/// <summary>
/// A machine that is a copy of this one, with systemd as its process 1 and a network of its own: what is installed there is gone
/// with it, and nothing here is changed.
/// </summary>
internal sealed class Machine : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly Process _process;
    private readonly string _first;

    private Machine(TemporaryFolder folder, Process process, string first) => (_folder, _process, _first) = (folder, process, first);

    public static async Task<Machine> BootAsync()
    {
        var folder = new TemporaryFolder();
        Process process = Programs.Start(folder.Path, Path.Combine(RepositoryFolder.Path, "tests/ReverseDns.App.Tests/Packaging/machine.sh"), folder.Path);
        string? line = await process.StandardOutput.ReadLineAsync();
        return line?.Split(' ') is ["up", string first]
            ? new Machine(folder, process, first)
            : throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
    }

    /// <summary>Throws with all that it said when it fails.</summary>
    public Task<string> RunAsync(string program, params IEnumerable<string> arguments) => Programs.RunAsync("/", "nsenter", Inside(program, arguments));

    public Task<ProgramOutcome> TryRunAsync(string program, params IEnumerable<string> arguments) =>
        Programs.TryRunAsync("/", "nsenter", Inside(program, arguments));

    public RunningProgram Start(string program, params IEnumerable<string> arguments) =>
        RunningProgram.Start("/", "nsenter", Inside(program, arguments));

    /// <summary>From here to there.</summary>
    public void Copy(string file, string to) => File.Copy(file, $"/proc/{_first}/root{to}");

    public void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName($"/proc/{_first}/root{file}")!);
        File.WriteAllText($"/proc/{_first}/root{file}", text);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private string[] Inside(string program, IEnumerable<string> arguments) => ["-a", "-t", _first, program, .. arguments];
}
