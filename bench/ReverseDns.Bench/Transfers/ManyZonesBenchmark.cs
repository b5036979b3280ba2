using System.Diagnostics;
using System.Globalization;
using ReverseDns.Protocol;

namespace ReverseDns.Bench.Transfers;

/// <summary>
/// rdns as a secondary of very many small zones: how its first start, a start in time and one after three months load the primary,
/// and how soon a zone with a NOTIFY is answered meanwhile.
/// </summary>
internal static class ManyZonesBenchmark
{
    private const int Names = 4;
    private static readonly TimeSpan Months = TimeSpan.FromDays(90);

    public static async Task<int> RunAsync(string program, int port, int count)
    {
        DomainName[] origins = [.. Enumerable.Range(0, count).Select(number => DomainName.Parse(string.Create(
            CultureInfo.InvariantCulture, $"{number & 255}.{(number >> 8) & 255}.{10 + (number >> 16)}.in-addr.arpa.")))];
        await using var primary = new BenchPrimary(history: null);
        primary.Publish(origins.Select(origin => BenchPrimary.Compile(origin, 1, Names)));
        using var secondary = new BenchSecondary(program, port, primary.Port, origins);
        Console.WriteLine("start             zones  seconds     SOA asked  most a second  transfers   NOTIFY ms: median, most");
        await MeasureAsync("first", primary, secondary, origins, serial: 1);
        secondary.Stop();
        await MeasureAsync("in time", primary, secondary, origins, serial: 1);
        secondary.Stop();
        Pass(Path.Combine(secondary.State, "secondaries"));
        await MeasureAsync("after 3 months", primary, secondary, origins, serial: 1);
        secondary.Stop();
        return 0;
    }

    private static async Task MeasureAsync(string start, BenchPrimary primary, BenchSecondary secondary, DomainName[] origins, uint serial)
    {
        long begin = Stopwatch.GetTimestamp();
        (long probes, long transfers, long most) = (primary.Probes, primary.Transfers.Granted, 0);
        long last = probes;
        var notified = new List<double>();
        secondary.Start();
        for (int second = 0; second < 600; second++)
        {
            long at = Stopwatch.GetTimestamp();
            notified.Add(await NotifyAsync(primary, secondary, origins[^(1 + second)]));
            while (Stopwatch.GetElapsedTime(at) < TimeSpan.FromSeconds(1))
            {
                await Task.Delay(5);
            }

            (long asked, last) = (primary.Probes - last, primary.Probes);
            most = Math.Max(most, asked);
            bool isQuiet = asked < 10 && secondary.Ask(origins[0]) == new Serial(serial) && second > 3;
            if (isQuiet)
            {
                break;
            }
        }

        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        notified.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{start,-15}{origins.Length,8}{seconds,9:F1}{primary.Probes - probes,14}{most,15}{primary.Transfers.Granted - transfers,11}{notified[notified.Count / 2],12:F0}, {notified[^1]:F0}"));
    }

    /// <summary>Milliseconds until a new version of a zone is answered.</summary>
    private static async Task<double> NotifyAsync(BenchPrimary primary, BenchSecondary secondary, DomainName origin)
    {
        uint serial = (uint)(Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000)) | 1;
        primary.Replace(BenchPrimary.Compile(origin, serial, Names));
        long start = Stopwatch.GetTimestamp();
        secondary.Notify(origin);
        while (secondary.Ask(origin) != new Serial(serial) && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30))
        {
            await Task.Delay(1);
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static void Pass(string timers) => File.WriteAllLines(timers, File.ReadAllLines(timers).Select(line =>
    {
        string[] fields = line.Split(' ');
        for (int i = 1; i <= 3; i++)
        {
            long then = long.Parse(fields[i], CultureInfo.InvariantCulture);
            fields[i] = (then - (long)Months.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        return string.Join(' ', fields);
    }));
}
