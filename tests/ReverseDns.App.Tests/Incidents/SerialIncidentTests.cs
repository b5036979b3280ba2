using ReverseDns.App.Control;
using ReverseDns.App.Serving;

namespace ReverseDns.App.Tests.Incidents;

/// <summary>A script that sets a serial back: secondaries stop asking, and nobody hears of it (ARIN, March 2016).</summary>
public sealed class SerialIncidentTests : IDisposable
{
    private const string Zone = InstancePair.Zone;

    private readonly InstancePair _pair = new();

    public void Dispose() => _pair.Dispose();

    [Fact]
    public async Task A_serial_that_was_set_back_is_said_by_the_primary_and_by_each_secondary_until_it_is_ahead_again()
    {
        _pair.Configure(InstancePair.Primary, $$"""
            allow-transfer: [{from: 127.0.0.1}]
            notify: [{to: "127.0.0.1:{{_pair.SecondaryPort}}"}]
            zones: [{origin: {{Zone}}, file: the.zone}]
            """);
        _pair.Configure(InstancePair.Secondary, $$"""zones: [{origin: {{Zone}}, primaries: "127.0.0.1:{{_pair.PrimaryPort}}"}]""");
        _pair.WriteZone("before", 2016031400);
        using RunningServer primary = await _pair.ServeAsync(InstancePair.Primary);
        using RunningServer secondary = await _pair.ServeAsync(InstancePair.Secondary);
        await InstancePair.AnswersAsync(_pair.SecondaryPort, "before");

        _pair.WriteZone("reset", 1);
        Rdns.Outcome reload = await _pair.CtlAsync(InstancePair.Primary, "reload");
        Assert.Contains("serial 1 is not newer than 2016031400", reload.Output, StringComparison.Ordinal);
        ZoneStatus behind = await _pair.AwaitZoneAsync(InstancePair.Secondary, zone => zone.State == ZoneState.Failing);
        Assert.Contains("serial 1 is on offer, older than 2016031400 that is served", behind.Reason, StringComparison.Ordinal);
        Assert.Contains(
            $"rdns_zone_state{{zone=\"{Zone}.\",state=\"failing\"}} 1\n",
            (await _pair.CtlAsync(InstancePair.Secondary, "metrics")).Output,
            StringComparison.Ordinal);
        await InstancePair.AnswersAsync(_pair.SecondaryPort, "before");

        _pair.WriteZone("after", 2016031401);
        Assert.Equal(0, (await _pair.CtlAsync(InstancePair.Primary, "reload")).ExitCode);
        await _pair.AwaitZoneAsync(InstancePair.Secondary, zone => zone.State == ZoneState.Good);
        await InstancePair.AnswersAsync(_pair.SecondaryPort, "after");
    }
}
