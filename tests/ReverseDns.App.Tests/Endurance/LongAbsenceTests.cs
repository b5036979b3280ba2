using System.Globalization;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests.Endurance;

/// <summary>A secondary that was switched off, for three months by what its timers say.</summary>
public sealed class LongAbsenceTests : IDisposable
{
    private const string Short = "1.0.10.in-addr.arpa";
    private const string Lasting = "2.0.10.in-addr.arpa";

    private readonly TemporaryFolder _folder = new();
    private readonly int _primary = RunningServer.FreePort();
    private readonly int _secondary = RunningServer.FreePort();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_has_expired_is_a_failure_from_the_first_answer_on_and_the_rest_is_answered_and_all_is_refreshed_at_once()
    {
        Configure();
        WriteZones(serial: 1);
        using (RunningServer primary = await ServeAsync("primary"))
        using (RunningServer secondary = await ServeAsync("secondary"))
        {
            Assert.True(await IsServedAsync(Short, 1));
            Assert.True(await IsServedAsync(Lasting, 1));
            await secondary.TerminateAsync();
        }

        await PassAsync(TimeSpan.FromDays(90));
        using (RunningServer alone = await ServeAsync("secondary"))
        {
            Assert.Equal(ResponseCode.ServFail, (await AskAsync(Short)).ResponseCode);
            Assert.True((await AskAsync(Lasting)).Contains("v1"));
            (_, string log) = await alone.TerminateAsync();
            Assert.Contains($"Zone {Short}.: expired, as no primary has confirmed it in time", log, StringComparison.Ordinal);
            Assert.DoesNotContain($"Zone {Lasting}.: expired", log, StringComparison.Ordinal);
        }

        await PassAsync(TimeSpan.FromDays(1));
        WriteZones(serial: 2);
        using RunningServer there = await ServeAsync("primary");
        using RunningServer again = await ServeAsync("secondary");
        Assert.True(await IsServedAsync(Short, 2));
        Assert.True(await IsServedAsync(Lasting, 2));
    }

    [Fact]
    public async Task A_start_in_time_asks_for_nothing_at_all()
    {
        Configure();
        WriteZones(serial: 1);
        using RunningServer primary = await ServeAsync("primary");
        using (RunningServer secondary = await ServeAsync("secondary"))
        {
            Assert.True(await IsServedAsync(Short, 1));
            Assert.True(await IsServedAsync(Lasting, 1));
            await secondary.TerminateAsync();
        }

        string before = await RequestsAsync();
        using RunningServer again = await ServeAsync("secondary");
        Assert.True((await AskAsync(Short)).Contains("v1"));
        Assert.True((await AskAsync(Lasting)).Contains("v1"));
        await Task.Delay(300);
        Assert.Equal(before, await RequestsAsync());
    }

    /// <summary>What the primary has been asked.</summary>
    private async Task<string> RequestsAsync()
    {
        Rdns.Outcome status = await Rdns.RunAsync("ctl", "status", "--socket", _folder.File("primary.sock"));
        return status.Output.Split('\n').Single(line => line.StartsWith("requests", StringComparison.Ordinal));
    }

    /// <summary>The secondary's timers, as they are when so much time has gone by.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        string file = _folder.File("secondary/secondaries");
        string[] lines = await File.ReadAllLinesAsync(file);
        Assert.Equal(2, lines.Length);
        await File.WriteAllLinesAsync(file, lines.Select(line =>
        {
            string[] fields = line.Split(' ');
            for (int i = 1; i <= 3; i++)
            {
                long then = long.Parse(fields[i], CultureInfo.InvariantCulture);
                fields[i] = (then - (long)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            }

            return string.Join(' ', fields);
        }));
    }

    private Task<Question.Answer> AskAsync(string zone) => Question.AskAsync(_secondary, $"1.{zone}", RecordType.PTR);

    private async Task<bool> IsServedAsync(string zone, int serial)
    {
        for (int poll = 0; poll < 400; poll++)
        {
            if ((await AskAsync(zone)).Contains($"v{serial}"))
            {
                return true;
            }

            await Task.Delay(25);
        }

        return false;
    }

    private void WriteZones(int serial)
    {
        foreach ((string zone, int days) in ((string, int)[])[(Short, 14), (Lasting, 180)])
        {
            _folder.Write($"{zone}.zone", $"""
                $ORIGIN {zone}.
                @ 3600 SOA ns.example. host.example. {serial} 7200 900 {days * 86_400} 300
                @ 3600 NS ns.example.
                1 3600 PTR v{serial}.example.net.

                """);
        }
    }

    private void Configure()
    {
        foreach ((string name, int port, string rest) in ((string, int, string)[])
        [
            ("primary", _primary, $"""
                allow-transfer: [{"{"}from: 127.0.0.1{"}"}]
                zones: [{"{"}origin: {Short}, file: {Short}.zone{"}"}, {"{"}origin: {Lasting}, file: {Lasting}.zone{"}"}]
                """),
            ("secondary", _secondary, $"""
                zones: [{"{"}origin: {Short}, primaries: "127.0.0.1:{_primary}"{"}"}, {"{"}origin: {Lasting}, primaries: "127.0.0.1:{_primary}"{"}"}]
                """),
        ])
        {
            Directory.CreateDirectory(_folder.File(name));
            _folder.Write($"{name}.yaml", $"""
                listen: [127.0.0.1]
                port: {port}
                pin-workers: false
                drain-time: 0s
                state-folder: {name}
                control:
                  socket: {name}.sock
                {rest}

                """);
        }
    }

    private Task<RunningServer> ServeAsync(string name) => RunningServer.StartAsync("serve", "-c", _folder.File($"{name}.yaml"));
}
