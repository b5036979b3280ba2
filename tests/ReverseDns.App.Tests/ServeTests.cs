using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests;

public sealed class ServeTests : IDisposable
{
    private const string Name = "1.2.0.192.in-addr.arpa";

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = FreePort.Next();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Answers_over_both_families_and_drains_at_SIGTERM()
    {
        WriteZone("one", 1);
        using RunningServer server = await ServeAsync();

        Question.Answer answer = await Question.AskAsync(_port, Name, RecordType.PTR);
        Question.Answer overIPv6 = await Question.AskAsync(_port, Name, RecordType.PTR, IPAddress.IPv6Loopback);
        (int exitCode, string log) = await server.TerminateAsync();

        Assert.Equal((ResponseCode.NoError, true, 1), (answer.ResponseCode, answer.IsAuthoritative, answer.AnswerCount));
        Assert.True(answer.Contains("one"));
        Assert.Equal(answer.Message, overIPv6.Message);
        Assert.Equal(0, exitCode);
        Assert.Contains("Stopped", log, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("control.sock")));
    }

    [Fact]
    public async Task An_edited_zone_is_answered_when_the_reload_returns()
    {
        WriteZone("one", 1);
        using RunningServer server = await ServeAsync();
        Rdns.Outcome unchanged = await CtlAsync("reload");
        WriteZone("two", 2);

        Rdns.Outcome changed = await CtlAsync("reload");

        Assert.Contains("zones: 0 changed, 0 broken, 1 unchanged", unchanged.Output, StringComparison.Ordinal);
        Assert.Contains("2.0.192.in-addr.arpa. reloaded, serial 2", changed.Output, StringComparison.Ordinal);
        Assert.Equal((0, 0), (unchanged.ExitCode, changed.ExitCode));
        Assert.True((await Question.AskAsync(_port, Name, RecordType.PTR)).Contains("two"));
    }

    [Fact]
    public async Task An_edited_include_counts_as_an_edit_of_its_zone()
    {
        WriteZone("one", 1, "$INCLUDE more.inc\n");
        _folder.Write("zones/more.inc", "2 PTR before.example.net.\n");
        using RunningServer server = await ServeAsync();
        _folder.Write("zones/more.inc", "2 PTR behind.example.net.\n");

        Rdns.Outcome outcome = await CtlAsync("reload");

        Assert.Equal(0, outcome.ExitCode);
        Assert.True((await Question.AskAsync(_port, "2.2.0.192.in-addr.arpa", RecordType.PTR)).Contains("behind"));
    }

    [Fact]
    public async Task A_broken_edit_keeps_the_old_zone_until_it_is_mended()
    {
        WriteZone("one", 1);
        using RunningServer server = await ServeAsync();

        WriteZone("two", 2, "3 BAR x\n");
        Rdns.Outcome broken = await CtlAsync("reload");
        Question.Answer meanwhile = await Question.AskAsync(_port, Name, RecordType.PTR);
        WriteZone("one", 1);
        Rdns.Outcome mended = await CtlAsync("reload");

        Assert.Equal(1, broken.ExitCode);
        Assert.Contains("BROKEN, still answered with serial 1", broken.Output, StringComparison.Ordinal);
        Assert.Contains("2.0.192.in-addr.arpa.zone:6:3: error", broken.Output, StringComparison.Ordinal);
        Assert.True(meanwhile.Contains("one"));
        Assert.Equal(0, mended.ExitCode);
    }

    [Fact]
    public async Task SIGHUP_reloads_too()
    {
        WriteZone("one", 1);
        using RunningServer server = await ServeAsync();
        WriteZone("two", 2);

        server.SendHangup();

        // The reload runs beside the answers: the next control command waits for it, then finds nothing left to do.
        for (int attempt = 0; attempt < 100 && !(await CtlAsync("zone", "2.0.192.in-addr.arpa")).Output.Contains("serial 2", StringComparison.Ordinal); attempt++)
        {
        }

        Assert.True((await Question.AskAsync(_port, Name, RecordType.PTR)).Contains("two"));
    }

    [Fact]
    public async Task Zones_come_and_go_with_the_configuration()
    {
        WriteZone("one", 1);
        using RunningServer server = await ServeAsync();
        _folder.Write("zones/example.net.zone", Zone("www", 7));
        File.Delete(_folder.File("zones/2.0.192.in-addr.arpa.zone"));

        Rdns.Outcome outcome = await CtlAsync("reload", "--json");

        using var json = JsonDocument.Parse(outcome.Output);
        string[] zones = [.. json.RootElement.GetProperty("reload").GetProperty("zones").EnumerateArray()
            .Select(zone => $"{zone.GetProperty("zone")} {zone.GetProperty("change")}")];
        Assert.Equal(["example.net. Added", "2.0.192.in-addr.arpa. Removed"], zones);
        Assert.Equal(ResponseCode.Refused, (await Question.AskAsync(_port, Name, RecordType.PTR)).ResponseCode);
        Assert.Equal(1, (await Question.AskAsync(_port, "example.net", RecordType.SOA)).AnswerCount);
    }

    [Fact]
    public async Task A_broken_configuration_at_reload_changes_nothing()
    {
        WriteZone("one", 1);
        using RunningServer server = await ServeAsync();
        await File.AppendAllTextAsync(_folder.File("rdns.yaml"), "colour: red\n");

        Rdns.Outcome outcome = await Rdns.RunAsync("ctl", "reload", "--socket", _folder.File("control.sock"));

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("unknown key 'colour'", outcome.Output, StringComparison.Ordinal);
        Assert.True((await Question.AskAsync(_port, Name, RecordType.PTR)).Contains("one"));
    }

    [Fact]
    public async Task A_start_with_broken_zones_is_refused_and_names_each()
    {
        WriteZone("one", 1);
        _folder.Write("zones/a.example.zone", "@ NS\n");
        _folder.Write("zones/b.example.zone", "");
        WriteConfiguration();

        Rdns.Outcome outcome = await Rdns.RunAsync("serve", "-c", _folder.File("rdns.yaml"));

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("zone a.example.: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("zone b.example.: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("--allow-broken", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public async Task Allowed_broken_zones_are_answered_with_SERVFAIL_beside_the_whole_ones()
    {
        WriteZone("one", 1);
        _folder.Write("zones/a.example.zone", "@ NS\n");
        using RunningServer server = await ServeAsync("--allow-broken");

        Rdns.Outcome status = await CtlAsync("status");

        Assert.Equal(ResponseCode.ServFail, (await Question.AskAsync(_port, "www.a.example", RecordType.A)).ResponseCode);
        Assert.True((await Question.AskAsync(_port, Name, RecordType.PTR)).Contains("one"));
        Assert.Contains("broken         a.example.", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_thousand_zones_of_a_folder_are_served_as_one()
    {
        for (int zone = 0; zone < 2_000; zone++)
        {
            _folder.Write(string.Create(CultureInfo.InvariantCulture, $"zones/{zone}.10.in-addr.arpa.zone"), Zone("host", 1));
        }

        using RunningServer server = await ServeAsync();
        Rdns.Outcome outcome = await CtlAsync("reload");

        Assert.True((await Question.AskAsync(_port, "1.1999.10.in-addr.arpa", RecordType.PTR)).Contains("host"));
        Assert.Contains("zones: 0 changed, 0 broken, 2,000 unchanged", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_name_can_hold_a_label_with_a_slash()
    {
        _folder.Write("zones/0%2F25.2.0.192.in-addr.arpa.zone", Zone("half", 1));
        using RunningServer server = await ServeAsync();

        Assert.True((await Question.AskAsync(_port, "1.0/25.2.0.192.in-addr.arpa", RecordType.PTR)).Contains("half"));
    }

    [Fact]
    public async Task A_reload_of_many_zones_disturbs_no_answer()
    {
        WriteZone("one", 1);
        using RunningServer server = await ServeAsync();
        for (int zone = 0; zone < 500; zone++)
        {
            _folder.Write(string.Create(CultureInfo.InvariantCulture, $"zones/{zone}.10.in-addr.arpa.zone"), Zone("host", 1));
        }

        Task<Rdns.Outcome> reload = CtlAsync("reload");
        int asked = 0;
        while (!reload.IsCompleted || asked == 0)
        {
            Question.Answer answer = await Question.AskAsync(_port, Name, RecordType.PTR);
            Assert.True(answer.Contains("one"));
            asked++;
        }

        Assert.Contains("zones: 500 changed, 0 broken, 1 unchanged", (await reload).Output, StringComparison.Ordinal);
        Assert.True((await Question.AskAsync(_port, "1.499.10.in-addr.arpa", RecordType.PTR)).Contains("host"));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("not JSON\n")]
    [InlineData("{}\n")]
    [InlineData("{\"command\":\"fly\"}\n")]
    [InlineData("a line that never ends")]
    public async Task The_control_socket_survives_what_is_no_command(string text)
    {
        WriteZone("one", 1);
        using RunningServer server = await ServeAsync();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(_folder.File("control.sock")));
        using var answer = new StreamReader(new NetworkStream(client));
        await client.SendAsync(Encoding.ASCII.GetBytes(text));
        client.Shutdown(SocketShutdown.Send);

        string response = await answer.ReadToEndAsync();
        Rdns.Outcome status = await CtlAsync("status");

        Assert.StartsWith("{\"error\":", response, StringComparison.Ordinal);
        Assert.Equal(0, status.ExitCode);
    }

    [Fact]
    public async Task Drain_by_control_ends_like_SIGTERM()
    {
        WriteZone("one", 1);
        using RunningServer server = await ServeAsync();

        Rdns.Outcome outcome = await CtlAsync("drain");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(0, (await server.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task The_control_socket_is_its_owners_alone()
    {
        WriteZone("one", 1);
        using RunningServer server = await ServeAsync();

        string elsewhere = (await File.ReadAllTextAsync(_folder.File("rdns.yaml")))
            .Replace($"port: {_port}", $"port: {FreePort.Next()}", StringComparison.Ordinal);
        Rdns.Outcome second = await Rdns.RunAsync("serve", "-c", _folder.Write("second.yaml", elsewhere));
        Rdns.Outcome zone = await CtlAsync("zone", "not.here");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.File("control.sock")));
        Assert.Equal(1, second.ExitCode);
        Assert.Contains("another rdns answers there", second.Error, StringComparison.Ordinal);
        Assert.Equal(1, zone.ExitCode);
        Assert.Contains("no zone 'not.here' here", zone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_instance_ctl_says_so()
    {
        Rdns.Outcome outcome = await Rdns.RunAsync("ctl", "status", "--socket", _folder.File("control.sock"));

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("no rdns answers at", outcome.Error, StringComparison.Ordinal);
    }

    private static string Zone(string host, int serial) => string.Create(CultureInfo.InvariantCulture, $"""
        $TTL 3600
        @ SOA ns1.example.com. hostmaster.example.com. {serial} 7200 3600 1209600 3600
        @ NS ns1.example.com.
        @ NS ns2.example.com.
        1 PTR {host}.example.com.

        """);

    private void WriteZone(string host, int serial, string more = "") =>
        _folder.Write("zones/2.0.192.in-addr.arpa.zone", Zone(host, serial) + more);

    private void WriteConfiguration() => _folder.Write("rdns.yaml", string.Create(CultureInfo.InvariantCulture, $"""
        listen: [127.0.0.1, "::1"]
        port: {_port}
        workers: 1
        drain-time: 0ms
        state-folder: ""
        control:
          socket: control.sock
        zones:
          - folder: zones

        """));

    private async Task<RunningServer> ServeAsync(params string[] more)
    {
        WriteConfiguration();
        return await RunningServer.StartAsync(["serve", "-c", _folder.File("rdns.yaml"), .. more]);
    }

    private Task<Rdns.Outcome> CtlAsync(params string[] arguments) =>
        Rdns.RunAsync(["ctl", .. arguments, "-c", _folder.File("rdns.yaml")]);
}
