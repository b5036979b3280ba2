using ReverseDns.App.Health;

namespace ReverseDns.App.Tests.Health;

/// <summary>A secondary whose primary comes and goes.</summary>
public sealed class StarvedInstanceTests : IDisposable
{
    private readonly InstancePair _pair = new();
    private readonly HealthDoor _door = new();

    public void Dispose()
    {
        _door.Dispose();
        _pair.Dispose();
    }

    [Fact]
    public async Task Zones_that_never_came_or_have_expired_are_bad_until_they_come()
    {
        Configure("keep-last: never");
        using (RunningServer secondary = await _pair.ServeAsync(InstancePair.Secondary))
        {
            VerdictReport missing = await _door.AwaitAsync("bad", "zone-missing");
            Assert.StartsWith($"{InstancePair.Zone}. it has never come", Assert.Single(missing.Reasons, reason => HealthDoor.Is(reason, "zone-missing")).Cause, StringComparison.Ordinal);
            using RunningServer primary = await _pair.ServeAsync(InstancePair.Primary);
            await _door.AwaitAsync("healthy", reason: null);
            await secondary.TerminateAsync();
        }

        await _pair.ExpireAsync(InstancePair.Secondary);
        using RunningServer again = await _pair.ServeAsync(InstancePair.Secondary);
        await _door.AwaitAsync("bad", "zone-expired");
        using RunningServer back = await _pair.ServeAsync(InstancePair.Primary);
        await _door.AwaitAsync("healthy", reason: null);
    }

    [Fact]
    public async Task With_a_floor_it_stays_and_says_so()
    {
        Configure("keep-last: data");
        using RunningServer secondary = await _pair.ServeAsync(InstancePair.Secondary);
        VerdictReport report = await _door.AwaitAsync("degraded", "zone-missing");
        Assert.True(report.FloorHeld);
        Assert.Contains("by its floor (keep-last: data)", (await _pair.CtlAsync(InstancePair.Secondary, "status")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Zones_that_do_not_count_are_no_reason()
    {
        Configure($"keep-last: never, optional-zones: [{InstancePair.Zone}]");
        using RunningServer secondary = await _pair.ServeAsync(InstancePair.Secondary);
        await _door.AwaitAsync("healthy", reason: null);
    }

    private void Configure(string floor)
    {
        _pair.WriteZone("one", serial: 1);
        _pair.Configure(InstancePair.Primary, $$"""
            allow-transfer: [{ from: 127.0.0.1 }]
            notify: [{ to: "127.0.0.1:{{_pair.SecondaryPort}}" }]
            zones: [{ origin: {{InstancePair.Zone}}, file: the.zone }]
            """);
        _pair.Configure(InstancePair.Secondary, $$"""
            {{_door.Configuration(floor)}}
            zones: [{ origin: {{InstancePair.Zone}}, primaries: "127.0.0.1:{{_pair.PrimaryPort}}" }]
            """);
    }
}
