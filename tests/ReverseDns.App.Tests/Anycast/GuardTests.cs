using ReverseDns.App.Health;
using ReverseDns.App.Route;

namespace ReverseDns.App.Tests.Anycast;

/// <summary>The guard and a routing daemon, for whatever verdict; no server runs.</summary>
[Collection(nameof(OneLabAtATime))]
public class GuardTests
{
    private const int LongPath = 3;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    [LabFact(isLong: true)]
    public Task Behind_BIRD_second_best_has_a_longer_path_and_there_is_a_route_all_the_while() => DegradedAsync(RoutingDaemon.Bird);

    [LabFact(isLong: true)]
    public async Task What_BIRD_goes_on_announcing_is_an_alarm_and_ends_its_session()
    {
        await using AnycastLab lab = await AnycastLab.StartAsync(1, RoutingDaemon.Bird, serves: false);
        AnycastInstance instance = lab.Instances[0];
        await using var lease = new HeldLease(instance, Verdict.Healthy);
        await lab.Table.AwaitAsync(1, announces: true);

        // Somebody has made a mistake in the daemon's configuration.
        string configuration = await File.ReadAllTextAsync(instance.File("bird.conf"));
        await File.WriteAllTextAsync(
            instance.File("bird.conf"),
            configuration.Replace("filter anycast {", "protocol static mistake { ipv4; route 192.0.2.0/24 blackhole; }\nfilter anycast { if proto = \"mistake\" then accept;", StringComparison.Ordinal));
        await Programs.RunAsync(instance.Folder, "birdc", "-s", "bird.ctl", "configure");
        lease.Say(Verdict.Bad);

        await lab.Table.AwaitAsync(1, announces: false);
        await Eventually.HoldsAsync(
            () => instance.Guard!.Log.Contains("goes on announcing what was withdrawn", StringComparison.Ordinal), () => instance.Guard!.Log);
        await lease.VerifiedAsync(RouteState.Withdrawn);

        lease.Say(Verdict.Healthy);
        await lab.Table.AwaitAsync(1, announces: true);
    }

    [LabFact(isLong: true)]
    public async Task A_daemon_that_is_stopped_is_an_alarm_and_heard_again_when_it_goes_on()
    {
        await using AnycastLab lab = await AnycastLab.StartAsync(1, RoutingDaemon.Bird, serves: false);
        AnycastInstance instance = lab.Instances[0];
        await using var lease = new HeldLease(instance, Verdict.Healthy);
        await lease.VerifiedAsync(RouteState.Announced);
        instance.Daemon.Send(AnycastInstance.Stop);

        lease.Say(Verdict.Bad);

        await Eventually.HoldsAsync(() => lease.Report.Guard is { State: RouteState.Withdrawn, Verified: false, Trouble: not null });
        instance.Daemon.Send(AnycastInstance.Continue);
        await lease.VerifiedAsync(RouteState.Withdrawn);
        Assert.Empty(await lab.Table.ReadAsync());
    }

    [LabFact(isLong: true)]
    public async Task A_route_goes_though_guard_and_server_are_stopped_or_dead()
    {
        await using AnycastLab lab = await AnycastLab.StartAsync(1, RoutingDaemon.Bird);
        AnycastInstance instance = lab.Instances[0];
        await lab.Table.AwaitAsync(1, announces: true);

        instance.Guard!.Send(AnycastInstance.Stop);
        instance.Server!.Send(AnycastInstance.Kill);

        Assert.InRange(await lab.Table.AwaitAsync(1, announces: false), TimeSpan.Zero, Longest);
        instance.Guard.Send(AnycastInstance.Continue);
        await instance.StartServerAsync();
        await lab.Table.AwaitAsync(1, announces: true);

        instance.Guard.Send(AnycastInstance.Kill);
        instance.Server.Send(AnycastInstance.Stop);

        Assert.InRange(await lab.Table.AwaitAsync(1, announces: false), TimeSpan.Zero, Longest);
    }

    [LabFact(isLong: true)]
    public async Task A_guard_that_comes_back_at_once_takes_the_route_over_without_a_change()
    {
        await using AnycastLab lab = await AnycastLab.StartAsync(1, RoutingDaemon.Bird, serves: false);
        AnycastInstance instance = lab.Instances[0];
        await using var lease = new HeldLease(instance, Verdict.Healthy);
        await lease.VerifiedAsync(RouteState.Announced);
        string since = await SinceAsync();

        instance.Guard!.Send(AnycastInstance.Kill);
        await instance.StartGuardAsync();

        await Task.Delay(Longest + Longest);
        Assert.Equal(since, await SinceAsync());
        await lease.VerifiedAsync(RouteState.Announced);

        async Task<string> SinceAsync() => await Programs.RunAsync(lab.File(""), "birdc", "-s", "router.ctl", "show", "route", DaemonFiles.Prefix);
    }

    [LabFact(isLong: true)]
    public async Task A_fault_that_comes_and_goes_changes_the_route_once_a_minute()
    {
        await using AnycastLab lab = await AnycastLab.StartAsync(1, RoutingDaemon.Bird, holdDown: "1m", serves: false);
        await using var lease = new HeldLease(lab.Instances[0], Verdict.Healthy);
        await lab.Table.AwaitAsync(1, announces: true);
        int announced = 0;
        bool before = true;
        for (int second = 0; second < 150; second++)
        {
            lease.Say(second % 4 < 2 ? Verdict.Bad : Verdict.Healthy);
            await Task.Delay(1_000);
            bool now = (await lab.Table.ReadAsync()).Count > 0;
            announced += now && !before ? 1 : 0;
            before = now;
        }

        Assert.InRange(announced, 1, 2);
    }

    private static async Task DegradedAsync(RoutingDaemon daemon)
    {
        await using AnycastLab lab = await AnycastLab.StartAsync(1, daemon, serves: false);
        await using var lease = new HeldLease(lab.Instances[0], Verdict.Healthy);
        await lab.Table.AwaitAsync(routes => routes.GetValueOrDefault(1) == 1, lab.Instances[0].ToString());
        using var over = new CancellationTokenSource();
        Task<int> gaps = CountGapsAsync(lab.Table, over.Token);

        lease.Say(Verdict.Degraded);
        await lab.Table.AwaitAsync(routes => routes.GetValueOrDefault(1) == LongPath, $"{lab.Instances[0]}");
        await lease.VerifiedAsync(RouteState.Degraded);
        lease.Say(Verdict.Healthy);
        await lab.Table.AwaitAsync(routes => routes.GetValueOrDefault(1) == 1, lab.Instances[0].ToString());
        await over.CancelAsync();
        Assert.Equal(0, await gaps);

        await lease.WithdrawAsync();
        Assert.Empty(await lab.Table.ReadAsync());
        Assert.True(lease.Report.Guard is { State: RouteState.Withdrawn, Verified: true });
    }

    private static async Task<int> CountGapsAsync(RouterTable table, CancellationToken over)
    {
        int gaps = 0;
        while (!over.IsCancellationRequested)
        {
            gaps += (await table.ReadAsync()).Count == 0 ? 1 : 0;
            await Task.Delay(2, CancellationToken.None);
        }

        return gaps;
    }
}
