using System.Globalization;

namespace ReverseDns.App.Tests;

/// <summary>A folder with zones, a state folder and the configuration of a server that answers from them.</summary>
internal sealed class ServerFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ServerFolder() => Directory.CreateDirectory(_folder.File("state"));

    public int Port { get; } = FreePort.Next();

    /// <summary>Where small zones are stored.</summary>
    public string Image => _folder.File("state/images/small.image");

    public string File(string name) => _folder.File(name);

    public string Write(string name, string text) => _folder.Write(name, text);

    /// <param name="more">Keys beside those below, each in a line.</param>
    public Task<RunningServer> ServeAsync(string more = "") => RunningServer.StartAsync("serve", "-c", Configure(more));

    /// <returns>The file.</returns>
    public string Configure(string more = "") =>
        _folder.Write("rdns.yaml", string.Create(CultureInfo.InvariantCulture, $"""
            listen: [127.0.0.1]
            port: {Port}
            workers: 1
            drain-time: 0ms
            state-folder: state
            control:
              socket: control.sock
            {(more.Contains("health:", StringComparison.Ordinal) ? "" : "health: { probes: false }")}
            zones:
              - folder: zones
            {more}
            """));

    public Task<Rdns.Outcome> CtlAsync(params string[] arguments) =>
        Rdns.RunAsync(["ctl", .. arguments, "-c", _folder.File("rdns.yaml")]);

    /// <param name="before">What the image is to differ from; null: nothing.</param>
    public Task AwaitImageAsync(byte[]? before = null) => Eventually.HoldsAsync(
        async () => System.IO.File.Exists(Image)
            && (before is null || !(await System.IO.File.ReadAllBytesAsync(Image)).AsSpan().SequenceEqual(before)),
        () => "no image was written");

    public void Dispose() => _folder.Dispose();
}
