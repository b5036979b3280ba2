using System.Diagnostics;
using System.Globalization;

namespace ReverseDns.App.Tests.Anycast;

/// <summary>What was measured of a fault, as a line of the table in deploy/proof.md.</summary>
/// <param name="During">Questions from the fault until the router knew.</param>
/// <param name="After">Those of the two seconds that follow.</param>
/// <param name="Back">Until the instance was announced again, once the fault was gone.</param>
internal sealed record FaultRun(string Fault, TimeSpan Withdrawn, AnswerTally During, AnswerTally After, TimeSpan Back)
{
    public const string Head =
        "| fault of one of three instances | seconds until nobody is sent there | asked meanwhile | lost | errors | wrong | lost or wrong in the 2 s after | seconds until it is back | daemon |\n" +
        "|---|---|---|---|---|---|---|---|---|";

    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    public static async Task<FaultRun> RunAsync(AnycastLab lab, AnycastResolver resolver, Fault fault)
    {
        AnycastInstance instance = lab.Instances[0];
        await lab.Table.AwaitAsync(routes => routes.Count == lab.Instances.Count && routes.Values.All(length => length == 1), lab.ToString());
        await Task.Delay(Settle);
        long begin = Stopwatch.GetTimestamp();
        await fault.Begin(lab, instance);
        await lab.Table.AwaitAsync(
            routes => fault.IsSecondBest ? routes.GetValueOrDefault(instance.Number) > 1 : !routes.ContainsKey(instance.Number), lab.ToString());
        long known = Stopwatch.GetTimestamp();

        // What was on its way to the instance when the router heard of it.
        long behind = known + (Stopwatch.Frequency / 10);
        await Task.Delay(Settle + Settle);
        AnswerTally during = await resolver.TallyAsync(begin, behind);
        AnswerTally after = await resolver.TallyAsync(behind, behind + (2 * Stopwatch.Frequency));
        long ended = Stopwatch.GetTimestamp();
        await fault.End(lab, instance);
        await lab.Table.AwaitAsync(routes => routes.GetValueOrDefault(instance.Number) == 1, lab.ToString());
        return new FaultRun(fault.Name, Stopwatch.GetElapsedTime(begin, known), during, after, Stopwatch.GetElapsedTime(ended));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Fault} | {Withdrawn.TotalSeconds:0.00} | {During.Asked:N0} | {During.Lost:N0} | {During.Errors:N0} | {During.Wrong:N0} | {After.Lost + After.Errors + After.Wrong:N0} | {Back.TotalSeconds:0.0} |");
}
