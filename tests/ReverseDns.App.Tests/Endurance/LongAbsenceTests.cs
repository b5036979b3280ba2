using System.Globalization;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests.Endurance;

/// <summary>A secondary that was switched off, for three months by what its timers say.</summary>
public sealed class LongAbsenceTests : IDisposable
{
    private const string Short = "1.0.10.in-addr.arpa";
    private const string Lasting = "2.0.10.in-addr.arpa";

    private readonly InstancePair _pair = new();

    public void Dispose() => _pair.Dispose();

    [Fact]
    public async Task What_has_expired_is_a_failure_from_the_first_answer_on_and_the_rest_is_answered_and_all_is_refreshed_at_once()
    {
        Configure();
        WriteZones(serial: 1);
        using (RunningServer primary = await _pair.ServeAsync("primary"))
        using (RunningServer secondary = await _pair.ServeAsync("secondary"))
        {
            await IsServedAsync(Short, 1);
            await IsServedAsync(Lasting, 1);
            await secondary.TerminateAsync();
        }

        await PassAsync(TimeSpan.FromDays(90));
        using (RunningServer alone = await _pair.ServeAsync("secondary"))
        {
            Assert.Equal(ResponseCode.ServFail, (await AskAsync(Short)).ResponseCode);
            Assert.True((await AskAsync(Lasting)).Contains("v1"));
            (_, string log) = await alone.TerminateAsync();
            Assert.Contains($"Zone {Short}.: expired, as no primary has confirmed it in time", log, StringComparison.Ordinal);
            Assert.DoesNotContain($"Zone {Lasting}.: expired", log, StringComparison.Ordinal);
        }

        await PassAsync(TimeSpan.FromDays(1));
        WriteZones(serial: 2);
        using RunningServer there = await _pair.ServeAsync("primary");
        using RunningServer again = await _pair.ServeAsync("secondary");
        await IsServedAsync(Short, 2);
        await IsServedAsync(Lasting, 2);
    }

    [Fact]
    public async Task A_start_in_time_asks_for_nothing_at_all()
    {
        Configure();
        WriteZones(serial: 1);
        using RunningServer primary = await _pair.ServeAsync("primary");
        using (RunningServer secondary = await _pair.ServeAsync("secondary"))
        {
            await IsServedAsync(Short, 1);
            await IsServedAsync(Lasting, 1);
            await secondary.TerminateAsync();
        }

        string before = await RequestsAsync();
        using RunningServer again = await _pair.ServeAsync("secondary");
        Assert.True((await AskAsync(Short)).Contains("v1"));
        Assert.True((await AskAsync(Lasting)).Contains("v1"));
        Assert.Equal(2, (await _pair.CtlAsync("secondary", "zone")).Output.Split('\n').Count(line => line.StartsWith("unchecked", StringComparison.Ordinal)));
        Assert.Equal(before, await RequestsAsync());
    }

    /// <summary>What the primary has been asked.</summary>
    private async Task<string> RequestsAsync()
    {
        Rdns.Outcome status = await _pair.CtlAsync("primary", "status");
        return status.Output.Split('\n').Single(line => line.StartsWith("requests", StringComparison.Ordinal));
    }

    /// <summary>The secondary's timers, as they are when so much time has gone by.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        string file = _pair.File("secondary/secondaries");
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

    private Task<Question.Answer> AskAsync(string zone) => Question.AskAsync(_pair.SecondaryPort, $"1.{zone}", RecordType.PTR);

    private Task IsServedAsync(string zone, int serial) => InstancePair.AnswersAsync(_pair.SecondaryPort, $"v{serial}", $"1.{zone}");

    private void WriteZones(int serial)
    {
        foreach ((string zone, int days) in ((string, int)[])[(Short, 14), (Lasting, 180)])
        {
            _pair.WriteZone($"{zone}.zone", zone, $"v{serial}", serial, days * 86_400);
        }
    }

    private void Configure()
    {
        _pair.Configure("primary", $"""
            health: {"{"} probes: false {"}"}
            allow-transfer: [{"{"}from: 127.0.0.1{"}"}]
            zones: [{"{"}origin: {Short}, file: {Short}.zone{"}"}, {"{"}origin: {Lasting}, file: {Lasting}.zone{"}"}]
            """);
        string primary = $"127.0.0.1:{_pair.PrimaryPort}";
        _pair.Configure("secondary", $"""
            zones: [{"{"}origin: {Short}, primaries: "{primary}"{"}"}, {"{"}origin: {Lasting}, primaries: "{primary}"{"}"}]
            """);
    }
}
