using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ReverseDns.App.Configuration;
using ReverseDns.App.Parent;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests;

public sealed class KeysCommandTests : IDisposable
{
    private const string Zone = "2.0.192.in-addr.arpa.";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_key_is_made_listed_moved_and_listed_again()
    {
        Rdns.Outcome made = await Keys("generate", Zone, "--role", "ksk", "--algorithm", "ed25519");
        string tag = made.Output.Split(' ')[1].Split('+')[1];
        Rdns.Outcome exported = await Keys("export", Zone, tag, "--out", _folder.File("backup"));
        Rdns.Outcome imported = await Rdns.RunAsync("keys", "import", exported.Output.Trim(), Zone, "--folder", _folder.File("other"));
        Rdns.Outcome listed = await Rdns.RunAsync("keys", "list", "--json", "--folder", _folder.File("other"));

        Assert.Equal([0, 0, 0, 0], [made.ExitCode, exported.ExitCode, imported.ExitCode, listed.ExitCode]);
        using var report = JsonDocument.Parse(listed.Output);
        JsonElement key = Assert.Single(report.RootElement.EnumerateArray());
        Assert.Equal((Zone, tag, "ksk", "Ed25519"), (
            key.GetProperty("zone").GetString(), key.GetProperty("tag").GetInt32().ToString("D5", null),
            key.GetProperty("use").GetString(), key.GetProperty("algorithm").GetString()));
    }

    [Fact]
    public async Task The_DS_of_a_key_is_printed_as_a_record()
    {
        await Keys("generate", Zone, "--role", "zsk");
        Rdns.Outcome made = await Keys("generate", Zone, "--role", "ksk");

        Rdns.Outcome ds = await Keys("ds");

        Assert.Equal(0, ds.ExitCode);
        int tag = int.Parse(made.Output.Split(' ')[1].Split('+')[1], null);
        Assert.StartsWith($"{Zone} IN DS {tag} 13 2 ", ds.Output, StringComparison.Ordinal);
        Assert.Single(ds.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_key_that_is_not_fit_to_be_used_is_named_and_fails_the_command()
    {
        Rdns.Outcome made = await Keys("generate", Zone, "--role", "zsk");
        string path = made.Output.Trim().Split(' ')[^1];
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead);

        Rdns.Outcome listed = await Keys("list", Zone);
        Rdns.Outcome status = await Keys("status", Zone);

        Assert.Equal((1, 1), (listed.ExitCode, status.ExitCode));
        Assert.Contains($"not used: {path}: others than its owner have rights on it (mode 440)", listed.Error, StringComparison.Ordinal);
        Assert.Contains(path, status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_that_are_not_there_are_not_rolled()
    {
        Rdns.Outcome rollover = await Keys("rollover", Zone, "--role", "zsk");
        Rdns.Outcome retire = await Keys("retire", Zone, "1");
        Rdns.Outcome wrong = await Keys("rollover", Zone, "--role", "nsk");

        Assert.Equal([1, 1, 2], [rollover.ExitCode, retire.ExitCode, wrong.ExitCode]);
        Assert.Contains("has no such key in use", rollover.Error, StringComparison.Ordinal);
        Assert.Contains("names no key of the zone; it has none", retire.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_DS_is_looked_for_at_every_server_of_the_parents()
    {
        await Keys("generate", Zone, "--role", "ksk");
        string ds = (await Keys("ds")).Output.Trim();
        int[] ports = [FreePort.Next(), FreePort.Next()];
        using RunningServer first = await ServeParent(ports[0], ds);
        using RunningServer second = await ServeParent(ports[1], "");
        string config = _folder.Write("rdns.yaml", $"""
            dnssec:
              key-folder: keys
              parent-servers: ["127.0.0.1:{ports[0]}", "127.0.0.1:{ports[1]}"]
            """);

        Rdns.Outcome differing = await Rdns.RunAsync("keys", "ds", "--check", "--config", config);
        Rdns.Outcome agreeing = await Rdns.RunAsync(
            "keys", "ds", "--check", "--config", _folder.Write("one.yaml", (await File.ReadAllTextAsync(config)).Replace($", \"127.0.0.1:{ports[1]}\"", "", StringComparison.Ordinal)));

        Assert.Equal((1, 0), (differing.ExitCode, agreeing.ExitCode));
        Assert.Contains($"; 127.0.0.1:{ports[0]} has the DS of 013+", differing.Output, StringComparison.Ordinal);
        Assert.Contains($"; 127.0.0.1:{ports[1]} has no DS", differing.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2._dsync")] // this child's own
    [InlineData("_dsync")] // all children's
    public async Task A_parent_that_wants_to_know_of_new_CDS_is_told(string owner)
    {
        using var receiver = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        receiver.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var place = (IPEndPoint)receiver.LocalEndPoint!;
        int port = FreePort.Next();
        using RunningServer parent = await ServeParent(port, $"{owner} DSYNC CDS NOTIFY {place.Port} scanner\nscanner A 127.0.0.1");
        var notifier = new CdsNotifier([new IPEndPoint(IPAddress.Loopback, port)]);

        Task<IReadOnlyList<(IPEndPoint Place, bool HasAnswered)>> telling = notifier.NotifyAsync(
            DomainName.Parse(Zone), DomainName.Parse("0.192.in-addr.arpa."), CancellationToken.None);
        byte[] message = new byte[512];
        SocketReceiveFromResult received = await receiver.ReceiveFromAsync(message, place);
        bool isNotify = MessageHeader.TryRead(message, out MessageHeader header) && header is { Opcode: Opcode.Notify, IsAuthoritative: true };
        message[2] |= 0x80;
        await receiver.SendToAsync(message.AsMemory(0, received.ReceivedBytes), received.RemoteEndPoint);

        Assert.True(isNotify);
        Assert.Equal([(place, true)], await telling);
    }

    [Fact]
    public void Impossible_policies_are_refused_at_their_place()
    {
        string file = _folder.Write("rdns.yaml", """
            dnssec:
              sign: [example.net, a..b]
              validity: 5d
              refresh: 7d
              zsk-lifetime: 3d
            """);
        var errors = new ConfigErrors(file);

        Assert.Null(RdnsConfiguration.Read(file, errors));

        string all = string.Join('\n', errors.Lines);
        Assert.Contains($"{file}:4:12: error: dnssec.refresh: with 7 days left a signature is made anew", all, StringComparison.Ordinal);
        Assert.Contains($"{file}:5:17: error: dnssec.zsk-lifetime: 3 days is not longer than a roll", all, StringComparison.Ordinal);
        Assert.Contains($"{file}:2:23: error: dnssec.sign: 'a..b' is not a domain name", all, StringComparison.Ordinal);
    }

    private Task<RunningServer> ServeParent(int port, string ds)
    {
        string file = _folder.Write($"{port}/parent.zone", $"""
            $TTL 1h
            @ SOA ns.example. host.example. 1 1h 1h 1h 1h
            @ NS ns.example.
            2 NS ns.example.
            {ds}

            """);
        return RunningServer.StartAsync("serve", "--config", _folder.Write($"{port}/rdns.yaml", $$"""
            listen: ["127.0.0.1:{{port}}"]
            state-folder: ""
            control: { socket: control.sock }
            zones: [{ origin: 0.192.in-addr.arpa, file: {{file}} }]
            """));
    }

    private Task<Rdns.Outcome> Keys(params string[] arguments) =>
        Rdns.RunAsync(["keys", .. arguments, "--folder", _folder.File("keys")]);
}
