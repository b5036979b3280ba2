using System.Globalization;
using ReverseDns.App.Control;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests;

/// <summary>Two instances, "primary" and "secondary", with a folder, a configuration and a control socket each.</summary>
internal sealed class InstancePair : IDisposable
{
    public const string Zone = "2.0.192.in-addr.arpa";
    public const string Name = "1." + Zone;
    public const string Primary = "primary";
    public const string Secondary = "secondary";

    private readonly TemporaryFolder _folder = new();

    public int PrimaryPort { get; } = FreePort.Next();

    public int SecondaryPort { get; } = FreePort.Next();

    public string File(string name) => _folder.File(name);

    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>A key of TSIG, "the-key", which nobody else may read.</summary>
    public void WriteKey() => System.IO.File.SetUnixFileMode(
        _folder.Write("the-key.conf", "key \"the-key\" { algorithm hmac-sha256; secret \"MDEyMzQ1Njc4OWFiY2RlZg==\"; };\n"),
        UnixFileMode.UserRead | UnixFileMode.UserWrite);

    /// <param name="keys">What differs from the other instance, a key a line.</param>
    public void Configure(string name, string keys)
    {
        Directory.CreateDirectory(_folder.File(name));
        _folder.Write($"{name}.yaml", $"""
            listen: [127.0.0.1]
            port: {(name is Primary ? PrimaryPort : SecondaryPort)}
            pin-workers: false
            drain-time: 0s
            state-folder: {name}
            control:
              socket: {name}.sock
            {keys}

            """);
    }

    /// <summary>A zone file with a PTR record for <see cref="Name"/>.</summary>
    public void WriteZone(string host, int serial) => WriteZone("the.zone", Zone, host, serial, expire: 1_209_600);

    /// <param name="expire">Seconds.</param>
    public void WriteZone(string file, string zone, string host, int serial, int expire) => _folder.Write(file, $"""
        $ORIGIN {zone}.
        @ 3600 SOA ns.example. host.example. {serial} 7200 900 {expire} 300
        @ 3600 NS ns.example.
        1 3600 PTR {host}.example.net.

        """);

    public Task<RunningServer> ServeAsync(string name) => RunningServer.StartAsync("serve", "-c", _folder.File($"{name}.yaml"));

    public Task<Rdns.Outcome> CtlAsync(string name, params string[] arguments) =>
        Rdns.RunAsync(["ctl", .. arguments, "--socket", _folder.File($"{name}.sock")]);

    /// <summary>Waits until an instance answers with the host.</summary>
    public static Task AnswersAsync(int port, string host, string name = Name) =>
        Eventually.HoldsAsync(async () => (await Question.AskAsync(port, name, RecordType.PTR)).Contains(host));

    /// <summary>Waits until an instance says this of the zone.</summary>
    public async Task<ZoneStatus> AwaitZoneAsync(string name, Func<ZoneStatus, bool> condition)
    {
        ControlResponse? response = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                response = await ControlClient.AskAsync(_folder.File($"{name}.sock"), new ControlRequest("zone", Zone), CancellationToken.None);
                return response.Zone is { } zone && condition(zone);
            },
            () => $"{response}");
        return response!.Zone!;
    }

    /// <summary>An instance that is stopped finds its zone as it would be after fifteen days without the primary.</summary>
    public Task ExpireAsync(string name)
    {
        long checkedAt = TimeProvider.System.GetUtcNow().AddDays(-15).ToUnixTimeSeconds();
        return System.IO.File.WriteAllTextAsync(
            _folder.File($"{name}/secondaries"),
            string.Create(CultureInfo.InvariantCulture, $"{Zone}. {checkedAt} {checkedAt + 7_200} {checkedAt + 1_209_600} 9\n"));
    }

    public void Dispose() => _folder.Dispose();
}
