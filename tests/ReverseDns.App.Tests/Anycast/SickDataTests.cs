using System.Diagnostics;

namespace ReverseDns.App.Tests.Anycast;

/// <summary>An instance runs and what it would answer goes bad: clients are led elsewhere, unless all are sick.</summary>
[Collection(nameof(OneLabAtATime))]
public class SickDataTests
{
    [LabFact(isLong: true)]
    public Task Signatures_that_end_lead_clients_elsewhere_before_one_is_bogus() => Proof.RunAsync(
        RoutingDaemon.Bird,
        (_, instance) => SignedZone.Write(instance, TimeSpan.FromSeconds(instance.Number == 1 ? 45 : 7_200)),
        [new Fault("a signature that ends", Nothing, (_, instance) => SignedZone.RenewAsync(instance), Allowed: null)]);

    [LabFact(isLong: true)]
    public async Task A_full_disk_makes_an_instance_second_best_and_loses_no_answer()
    {
        using var folder = new TemporaryFolder();
        using var disk = new SmallDisk(folder.Path);
        await Proof.RunAsync(
            RoutingDaemon.Bird,
            (_, instance) => instance.State = instance.Number == 1 ? folder.Path : instance.State,
            [new Fault("a filled disk", (_, _) => Done(disk.Fill), (_, _) => Done(disk.Empty), TimeSpan.FromSeconds(60), IsSecondBest: true)]);
    }

    [LabFact(isLong: true)]
    public async Task With_all_instances_sick_at_once_the_floor_holds()
    {
        await using AnycastLab lab = await AnycastLab.StartAsync(3, RoutingDaemon.Bird, prepare: (_, instance) =>
        {
            instance.Health = "keep-last: data";
            SignedZone.Write(instance, TimeSpan.FromSeconds(40));
        });
        await lab.Table.AwaitAsync(routes => routes.Count == 3, lab.ToString());
        await using var resolver = new AnycastResolver(lab.Resolver);
        long begin = Stopwatch.GetTimestamp();

        for (int second = 0; second < 60; second++)
        {
            Assert.Equal(3, (await lab.Table.ReadAsync()).Count);
            await Task.Delay(1_000);
        }

        Assert.Contains("signature-ended", await lab.Instances[0].CtlAsync("status"), StringComparison.Ordinal);
        AnswerTally tally = await resolver.TallyAsync(begin, Stopwatch.GetTimestamp() - Stopwatch.Frequency);
        Assert.Equal((0, 0, 0), (tally.Lost, tally.Errors, tally.Wrong));
    }

    private static Task Nothing(AnycastLab lab, AnycastInstance instance) => Task.CompletedTask;

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
