using System.Diagnostics;

namespace ReverseDns.App.Tests.Anycast;

/// <summary>An instance dies under load: its route goes, and the others answer. With each of the routing daemons.</summary>
[Collection(nameof(OneLabAtATime))]
public class WithdrawalTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    [LabFact]
    public Task Killed_behind_BIRD() => KilledAsync(RoutingDaemon.Bird);

    [LabFact(isLong: true)]
    public Task Killed_behind_FRR() => KilledAsync(RoutingDaemon.Frr);

    private static async Task KilledAsync(RoutingDaemon daemon)
    {
        await using AnycastLab lab = await AnycastLab.StartAsync(2, daemon);
        await lab.Table.AwaitAsync(routes => routes.Count == 2, string.Join('\n', lab.Instances));
        await using var resolver = new AnycastResolver(lab.Resolver);
        await Task.Delay(500);
        long begin = Stopwatch.GetTimestamp();

        lab.Instances[0].Server!.Send(AnycastInstance.Kill);

        TimeSpan withdrawn = await lab.Table.AwaitAsync(1, announces: false);
        Assert.InRange(withdrawn, TimeSpan.Zero, Longest);
        long after = Stopwatch.GetTimestamp();
        await Task.Delay(1_000);
        AnswerTally during = await resolver.TallyAsync(begin, after + Stopwatch.Frequency / 10);
        AnswerTally taken = await resolver.TallyAsync(after + Stopwatch.Frequency / 10, Stopwatch.GetTimestamp() - Stopwatch.Frequency);
        Assert.Equal((0, 0), (during.Wrong, during.Errors));
        Assert.Equal((0, 0), (taken.Wrong, taken.Errors));
        Assert.InRange(taken.Lost, 0, taken.Asked / 20);
        Assert.Contains("Route withdrawn", lab.Instances[0].Guard!.Log, StringComparison.Ordinal);
    }
}
