namespace ReverseDns.App.Tests.Anycast;

/// <summary>
/// An instance's process, guard or link fails under load: clients are led elsewhere. The table of it is in deploy/proof.md.
/// </summary>
[Collection(nameof(OneLabAtATime))]
public class ProofTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    [LabFact(isLong: true)]
    public Task Behind_BIRD_every_fault_leads_clients_elsewhere_in_three_seconds() => Proof.RunAsync(RoutingDaemon.Bird, prepare: null, ProcessFaults);

    [LabFact(isLong: true)]
    public Task Behind_FRR_every_fault_leads_clients_elsewhere_in_three_seconds() => Proof.RunAsync(RoutingDaemon.Frr, prepare: null, ProcessFaults);

    private static Fault[] ProcessFaults =>
    [
        new("killed (kill -9)", (_, instance) => Send(instance, AnycastInstance.Kill), (_, instance) => instance.StartServerAsync(), Longest),
        new("stopped (SIGTERM): withdraws, drains, ends", (_, instance) => Send(instance, AnycastInstance.Terminate), (_, instance) => instance.StartServerAsync(), Longest),
        new("frozen (SIGSTOP)", (_, instance) => Send(instance, AnycastInstance.Stop), (_, instance) => Send(instance, AnycastInstance.Continue), Longest),
        new("cut from its router", (lab, _) => lab.Router.IpAsync("link set r1 down"), (lab, _) => lab.Router.IpAsync("link set r1 up"), Longest),
        new(
            "upgraded: the old process ends, a new one starts at once",
            (_, instance) => instance.BeginUpgrade(),
            (_, instance) => instance.Upgraded,
            Longest),
        new(
            "guard frozen, then the server killed",
            async (_, instance) =>
            {
                instance.Guard!.Send(AnycastInstance.Stop);
                await Send(instance, AnycastInstance.Kill);
            },
            async (_, instance) =>
            {
                instance.Guard!.Send(AnycastInstance.Continue);
                await instance.StartServerAsync();
            },
            Longest),
    ];

    private static Task Send(AnycastInstance instance, int signal)
    {
        instance.Server!.Send(signal);
        return Task.CompletedTask;
    }
}
