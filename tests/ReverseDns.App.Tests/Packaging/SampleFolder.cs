using System.Globalization;
using System.Text.RegularExpressions;

namespace ReverseDns.App.Tests.Packaging;

/// <summary>The configurations of deploy/samples, with the keys that an operator makes, and made to run on this machine.</summary>
internal sealed class SampleFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, int> _ports = new(StringComparer.Ordinal);

    public SampleFolder()
    {
        string samples = Path.Combine(RepositoryFolder.Path, "deploy/samples");
        foreach (string file in Directory.EnumerateFiles(samples, "*", SearchOption.AllDirectories))
        {
            _folder.Write(Path.GetRelativePath(samples, file), System.IO.File.ReadAllText(file));
        }

        foreach (string sample in Directory.EnumerateDirectories(_folder.Path).Select(folder => Path.GetFileName(folder)).ToArray())
        {
            WriteKey(sample, "instances");
            WriteKey(sample, "ixp");
        }
    }

    public string File(string sample, string name) => _folder.File($"{sample}/{name}");

    public string Write(string name, string text) => _folder.Write(name, text);

    public int Port(string sample) => _ports.TryGetValue(sample, out int port) ? port : _ports[sample] = FreePort.Next();

    public void Change(string sample, string from, string to)
    {
        string text = System.IO.File.ReadAllText(File(sample, "rdns.yaml"));
        Assert.Contains(from, text, StringComparison.Ordinal);
        System.IO.File.WriteAllText(File(sample, "rdns.yaml"), text.Replace(from, to, StringComparison.Ordinal));
    }

    /// <summary>With addresses and folders of this machine instead of its own, and all else as it stands.</summary>
    public async Task<RunningServer> ServeAsync(string sample)
    {
        string file = File(sample, "rdns.yaml");
        Directory.CreateDirectory(File(sample, "state"));
        Directory.CreateDirectory(File(sample, "keys"));
        string text = Replace(await System.IO.File.ReadAllTextAsync(file), @"^listen:.*\n(  - .*\n)*", "");
        text = Replace(text, @"^(http|notify|route):\n(  .*\n)+", "");
        text = Replace(text, @"^(drain-time|workers):.*\n", "");
        text = Replace(text, @"^dnssec:\n", "dnssec:\n  key-folder: keys\n");
        await System.IO.File.WriteAllTextAsync(file, text + string.Create(CultureInfo.InvariantCulture, $"""
            listen: [127.0.0.1]
            port: {Port(sample)}
            workers: 1
            drain-time: 0s
            state-folder: state
            control: {"{ socket: control.sock }"}

            """));
        return await RunningServer.StartAsync("serve", "-c", file);
    }

    public void Dispose() => _folder.Dispose();

    private static string Replace(string text, string pattern, string by) =>
        Regex.Replace(text, pattern, by, RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));

    /// <summary>As tsig-keygen makes it.</summary>
    private void WriteKey(string sample, string name) => System.IO.File.SetUnixFileMode(
        _folder.Write($"{sample}/{name}.key", $"key \"{name}\" {{ algorithm hmac-sha256; secret \"MDEyMzQ1Njc4OWFiY2RlZg==\"; }};\n"),
        UnixFileMode.UserRead | UnixFileMode.UserWrite);
}
