using ReverseDns.App.Control;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests;

/// <summary>Two instances, one with the zone's file and one with what comes from it.</summary>
public sealed class SecondaryTests : IDisposable
{
    private const string Zone = InstancePair.Zone;
    private const string Name = InstancePair.Name;

    private readonly InstancePair _pair = new();

    public void Dispose() => _pair.Dispose();

    [Fact]
    public async Task A_change_of_the_primary_is_answered_by_the_secondary_and_kept_there()
    {
        Configure();
        _pair.WriteZone("one", 1);
        string log;
        using (RunningServer primary = await _pair.ServeAsync("primary"))
        using (RunningServer secondary = await _pair.ServeAsync("secondary"))
        {
            await InstancePair.AnswersAsync(_pair.SecondaryPort, "one");
            await AwaitImageAsync();
            _pair.WriteZone("two", 2);
            primary.SendHangup();
            await InstancePair.AnswersAsync(_pair.SecondaryPort, "two");
            await primary.TerminateAsync();
            (int exitCode, log) = await secondary.TerminateAsync();
            Assert.Equal(0, exitCode);
        }

        Assert.Contains("serial 1 from its primaries", log, StringComparison.Ordinal);
        Assert.Contains("serial 2 from its primaries", log, StringComparison.Ordinal);

        // With nobody to ask.
        using RunningServer again = await _pair.ServeAsync("secondary");
        Question.Answer answer = await Question.AskAsync(_pair.SecondaryPort, Name, RecordType.PTR);
        Assert.True(answer.Contains("two"));
    }

    [Fact]
    public async Task What_came_just_before_the_end_is_there_at_the_next_start()
    {
        Configure();
        _pair.WriteZone("one", 1);
        using (RunningServer primary = await _pair.ServeAsync("primary"))
        using (RunningServer secondary = await _pair.ServeAsync("secondary"))
        {
            await InstancePair.AnswersAsync(_pair.SecondaryPort, "one");
            await secondary.TerminateAsync();
        }

        using RunningServer again = await _pair.ServeAsync("secondary");
        Question.Answer answer = await Question.AskAsync(_pair.SecondaryPort, Name, RecordType.PTR);
        Assert.True(answer.Contains("one"));
    }

    [Fact]
    public async Task What_was_never_got_is_a_failure_and_no_denial()
    {
        Configure();
        using RunningServer secondary = await _pair.ServeAsync("secondary");
        Question.Answer answer = await Question.AskAsync(_pair.SecondaryPort, Name, RecordType.PTR);
        Assert.Equal(ResponseCode.ServFail, answer.ResponseCode);
    }

    [Fact]
    public async Task A_key_that_others_may_read_is_not_used()
    {
        Configure();
        File.SetUnixFileMode(_pair.File("the-key.conf"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Rdns.Outcome outcome = await Rdns.RunAsync("check", "config", _pair.File("secondary.yaml"));
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("others may read or write it", outcome.Output + outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_zone_that_arrives_unsigned_leaves_signed_and_so_do_its_changes()
    {
        Configure(atSecondary: "dnssec: { sign: [\"*\"], key-folder: keys }");
        _pair.WriteZone("one", 1);
        using RunningServer primary = await _pair.ServeAsync("primary");
        using RunningServer secondary = await _pair.ServeAsync("secondary");
        await InstancePair.AnswersAsync(_pair.SecondaryPort, "one");
        _pair.WriteZone("two", 2);
        primary.SendHangup();
        await InstancePair.AnswersAsync(_pair.SecondaryPort, "two");
        string signature = $"RRSIG\tPTR 13 6 3600 ";
        string[] answer = await Dig.AskAsync(_pair.SecondaryPort, Name, "PTR");
        await ControlClient.AskAsync(_pair.File("secondary.sock"), new ControlRequest("sign", Zone), default);
        (_, string log) = await secondary.TerminateAsync();

        Assert.Contains(answer, line => line.Contains(signature, StringComparison.Ordinal));
        Assert.Matches("signed as serial [1-9] from serial 1;", log);
        Assert.Matches("signed as serial [2-9] from serial 2;", log);
        Assert.Contains("dnssec.validity: the SOA's expire is 14 days", log, StringComparison.Ordinal);
    }

    private void Configure(string atSecondary = "")
    {
        _pair.WriteKey();
        _pair.Configure("primary", $"""
            tsig-keys: [{"{"}file: the-key.conf{"}"}]
            allow-transfer: [{"{"}from: 127.0.0.1, key: the-key{"}"}]
            notify: [{"{"}to: "127.0.0.1:{_pair.SecondaryPort}", key: the-key{"}"}]
            zones: [{"{"}origin: {Zone}, file: the.zone{"}"}]
            """);
        _pair.Configure("secondary", $"""
            tsig-keys: [{"{"}file: the-key.conf{"}"}]
            {atSecondary}
            zones: [{"{"}origin: {Zone}, primaries: "127.0.0.1:{_pair.PrimaryPort}", key: the-key{"}"}]
            """);
    }

    /// <summary>What is stored before a change is what its journal starts from.</summary>
    private Task AwaitImageAsync() => Eventually.HoldsAsync(() => Directory.EnumerateFiles(_pair.File("secondary/images"), "*.image").Any());
}
