using System.Diagnostics;
using System.Globalization;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Bench.Transfers;

/// <summary>
/// How soon rdns as a secondary answers from a zone of a million names, from the moment its transfer begins, and with a change
/// of a hundred records, from the NOTIFY on. Primary and questions are in this process, on the same machine.
/// </summary>
internal static class IncomingBenchmark
{
    private const int Names = 1_000_000;
    private const int Rounds = 5;
    private const int Changes = 40;
    private const int ChangedNames = 50;
    private static readonly DomainName Zone = DomainName.Parse("10.in-addr.arpa.");

    public static async Task<int> RunAsync(string program, int port)
    {
        await using var primary = new BenchPrimary(ReadHistory);
        CompiledZone zone = BenchPrimary.Compile(Zone, 1, Names);
        primary.Publish([zone]);
        double[] whole = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            using var secondary = new BenchSecondary(program, port, primary.Port, [Zone]);
            whole[round] = await MeasureWholeAsync(primary, secondary, round);
            if (round == Rounds - 1)
            {
                Write("a million records, from the beginning of the transfer", whole);
                await Task.Delay(5_000);
                Write("100 records of change, from the NOTIFY", await MeasureChangesAsync(primary, secondary, zone));
            }
        }

        return 0;
    }

    private static async Task<double> MeasureWholeAsync(BenchPrimary primary, BenchSecondary secondary, int begun)
    {
        secondary.Start();
        while (primary.Transfers.Granted == begun)
        {
            await Task.Delay(1);
        }

        long start = Stopwatch.GetTimestamp();
        while (secondary.Ask(Zone) is null)
        {
            await Task.Delay(1);
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static async Task<double[]> MeasureChangesAsync(BenchPrimary primary, BenchSecondary secondary, CompiledZone zone)
    {
        double[] times = new double[Changes];
        for (int change = 0; change < Changes; change++)
        {
            using ZoneDiff diff = Diff(zone.Serial.Value);
            if (zone.TryApply(diff, out CompiledZone? next, out string? whyNot) != DiffOutcome.Applied)
            {
                throw new InvalidOperationException(whyNot);
            }

            zone = next!;
            primary.Replace(zone);
            long start = Stopwatch.GetTimestamp();
            secondary.Notify(Zone);
            while (secondary.Ask(Zone) != zone.Serial)
            {
                Thread.SpinWait(1_000);
            }

            times[change] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            await Task.Delay(100);
        }

        return times;
    }

    private static void Write(string what, double[] times)
    {
        Array.Sort(times);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what,-56}median {times[times.Length / 2],8:F1} ms, least {times[0],8:F1}, most {times[^1],8:F1}"));
    }

    private static ZoneDiff Diff(uint from) => BenchPrimary.Change(Zone, from, (int)from * ChangedNames, ChangedNames);

    private static List<ZoneDiff> ReadHistory(DomainName zone, Serial from, Serial to) =>
        [.. Enumerable.Range((int)from.Value, (int)(to.Value - from.Value)).Select(serial => Diff((uint)serial))];
}
