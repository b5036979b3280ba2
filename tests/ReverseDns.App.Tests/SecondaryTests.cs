using ReverseDns.App.Control;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests;

/// <summary>Two instances, one with the zone's file and one with what comes from it.</summary>
public sealed class SecondaryTests : IDisposable
{
    private const string Name = "1.2.0.192.in-addr.arpa";
    private const string Zone = "2.0.192.in-addr.arpa";
    private const string Key = "key \"the-key\" { algorithm hmac-sha256; secret \"MDEyMzQ1Njc4OWFiY2RlZg==\"; };\n";

    private readonly TemporaryFolder _folder = new();
    private readonly int _primary = RunningServer.FreePort();
    private readonly int _secondary = RunningServer.FreePort();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_change_of_the_primary_is_answered_by_the_secondary_and_kept_there()
    {
        Configure();
        WriteZone("one", 1);
        string log;
        using (RunningServer primary = await ServeAsync("primary"))
        using (RunningServer secondary = await ServeAsync("secondary"))
        {
            Assert.True(await AnswersAsync(_secondary, "one"));
            await AwaitImageAsync();
            WriteZone("two", 2);
            primary.SendHangup();
            Assert.True(await AnswersAsync(_secondary, "two"));
            await primary.TerminateAsync();
            (int exitCode, log) = await secondary.TerminateAsync();
            Assert.Equal(0, exitCode);
        }

        Assert.Contains("serial 1 from its primaries", log, StringComparison.Ordinal);
        Assert.Contains("serial 2 from its primaries", log, StringComparison.Ordinal);

        // With nobody to ask.
        using RunningServer again = await ServeAsync("secondary");
        Question.Answer answer = await Question.AskAsync(_secondary, Name, RecordType.PTR);
        Assert.True(answer.Contains("two"));
    }

    [Fact]
    public async Task What_came_just_before_the_end_is_there_at_the_next_start()
    {
        Configure();
        WriteZone("one", 1);
        using (RunningServer primary = await ServeAsync("primary"))
        using (RunningServer secondary = await ServeAsync("secondary"))
        {
            Assert.True(await AnswersAsync(_secondary, "one"));
            await secondary.TerminateAsync();
        }

        using RunningServer again = await ServeAsync("secondary");
        Question.Answer answer = await Question.AskAsync(_secondary, Name, RecordType.PTR);
        Assert.True(answer.Contains("one"));
    }

    [Fact]
    public async Task What_was_never_got_is_a_failure_and_no_denial()
    {
        Configure();
        using RunningServer secondary = await ServeAsync("secondary");
        Question.Answer answer = await Question.AskAsync(_secondary, Name, RecordType.PTR);
        Assert.Equal(ResponseCode.ServFail, answer.ResponseCode);
    }

    [Fact]
    public async Task A_key_that_others_may_read_is_not_used()
    {
        Configure();
        File.SetUnixFileMode(_folder.File("the-key.conf"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Rdns.Outcome outcome = await Rdns.RunAsync("check", "config", _folder.File("secondary.yaml"));
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("others may read or write it", outcome.Output + outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_zone_that_arrives_unsigned_leaves_signed_and_so_do_its_changes()
    {
        Configure(atSecondary: "dnssec: { sign: [\"*\"], key-folder: keys }");
        WriteZone("one", 1);
        using RunningServer primary = await ServeAsync("primary");
        using RunningServer secondary = await ServeAsync("secondary");
        Assert.True(await AnswersAsync(_secondary, "one"));
        WriteZone("two", 2);
        primary.SendHangup();
        Assert.True(await AnswersAsync(_secondary, "two"));
        string signature = $"RRSIG\tPTR 13 6 3600 ";
        string[] answer = await Dig.AskAsync(_secondary, Name, "PTR");
        await ControlClient.AskAsync(_folder.File("secondary.sock"), new ControlRequest("sign", Zone), default);
        (_, string log) = await secondary.TerminateAsync();

        Assert.Contains(answer, line => line.Contains(signature, StringComparison.Ordinal));
        Assert.Matches("signed as serial [1-9] from serial 1;", log);
        Assert.Matches("signed as serial [2-9] from serial 2;", log);
        Assert.Contains("dnssec.validity: the SOA's expire is 14 days", log, StringComparison.Ordinal);
    }

    private void Configure(string atSecondary = "")
    {
        File.SetUnixFileMode(_folder.Write("the-key.conf", Key), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        foreach (string name in (string[])["primary", "secondary"])
        {
            Directory.CreateDirectory(_folder.File(name));
            int port = name.StartsWith('p') ? _primary : _secondary;
            string rest = name.StartsWith('p')
                ? $"""
                allow-transfer: [{"{"}from: 127.0.0.1, key: the-key{"}"}]
                notify: [{"{"}to: "127.0.0.1:{_secondary}", key: the-key{"}"}]
                zones: [{"{"}origin: {Zone}, file: the.zone{"}"}]
                """
                : $"""
                {atSecondary}
                zones: [{"{"}origin: {Zone}, primaries: "127.0.0.1:{_primary}", key: the-key{"}"}]
                """;
            _folder.Write($"{name}.yaml", $"""
                listen: [127.0.0.1]
                port: {port}
                pin-workers: false
                drain-time: 0s
                state-folder: {name}
                control:
                  socket: {name}.sock
                tsig-keys: [{"{"}file: the-key.conf{"}"}]
                {rest}

                """);
        }
    }

    private void WriteZone(string host, int serial) => _folder.Write("the.zone", $"""
        $ORIGIN {Zone}.
        @ 3600 SOA ns.example. host.example. {serial} 7200 900 1209600 300
        @ 3600 NS ns.example.
        1 3600 PTR {host}.example.net.

        """);

    private Task<RunningServer> ServeAsync(string name) => RunningServer.StartAsync("serve", "-c", _folder.File($"{name}.yaml"));

    /// <summary>What is stored before a change is what its journal starts from.</summary>
    private async Task AwaitImageAsync()
    {
        string folder = _folder.File("secondary/images");
        for (int poll = 0; poll < 400 && !Directory.EnumerateFiles(folder, "*.image").Any(); poll++)
        {
            await Task.Delay(50);
        }

        Assert.NotEmpty(Directory.EnumerateFiles(folder, "*.image"));
    }

    private static async Task<bool> AnswersAsync(int port, string host)
    {
        for (int poll = 0; poll < 400; poll++)
        {
            Question.Answer answer = await Question.AskAsync(port, Name, RecordType.PTR);
            if (answer.Contains(host))
            {
                return true;
            }

            await Task.Delay(50);
        }

        return false;
    }
}
