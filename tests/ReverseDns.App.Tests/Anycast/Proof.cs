using System.Globalization;

namespace ReverseDns.App.Tests.Anycast;

/// <summary>
/// Three instances under load, of which the first meets one fault after the other. RDNS_PROOF names a file to which the lines of
/// the table in deploy/proof.md are written.
/// </summary>
internal static class Proof
{
    public static async Task RunAsync(
        RoutingDaemon daemon, Action<AnycastLab, AnycastInstance>? prepare, Fault[] faults, Func<AnycastLab, Task>? begin = null)
    {
        var lines = new List<string>();
        await using AnycastLab lab = await AnycastLab.StartAsync(3, daemon, prepare: prepare, begin: begin);
        await lab.Table.AwaitAsync(routes => routes.Count == 3, lab.ToString());
        await using (var resolver = new AnycastResolver(lab.Resolver))
        {
            foreach (Fault fault in faults)
            {
                FaultRun run = await FaultRun.RunAsync(lab, resolver, fault);
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{run} {daemon} |"));
                Assert.True(fault.Allowed is not { } allowed || run.Withdrawn <= allowed, $"{run}\n{lab}");
                Assert.True((run.During.Wrong, run.After.Lost, run.After.Errors, run.After.Wrong) == (0, 0, 0, 0), $"{run}\n{lab}");
            }
        }

        if (Environment.GetEnvironmentVariable("RDNS_PROOF") is { Length: > 0 } file)
        {
            await File.AppendAllLinesAsync(file, lines);
        }
    }
}
