using System.Diagnostics;
using System.Globalization;
using System.Net;
using ReverseDns.Bench.Results;
using ReverseDns.Bench.Sets;
using ReverseDns.Protocol;
using ReverseDns.Server;
using ReverseDns.Zones;

namespace ReverseDns.Bench;

/// <summary>
/// What counting costs: two servers in this process, one that counts all there is to count and is read every second, and one
/// that does not, loaded in turn by a process of its own. Give it core 0 ("taskset -c 0"); the load takes core 1.
/// </summary>
internal static class CountingBenchmark
{
    private const int Addresses = 100_000;
    private const int Rounds = 7;
    private const int HandlerRounds = 400;
    private const int OneIn = 32;
    private const string Seconds = "1.5";

    public static async Task<int> RunAsync()
    {
        string folder = Directory.CreateTempSubdirectory("rdns-bench-").FullName;
        try
        {
            BenchZones.Write(folder, Addresses);
            BenchQuestions.Write(folder, Addresses);
            MeasureHandler(folder);
            var sources = new UniqueSources(SourceKey.Create());
            var samples = new TrafficSamples(OneIn);
            await using DnsServer counting = Start(folder, sources, samples, out ZoneStore zones);
            await using DnsServer silent = Start(folder, sources: null, samples: null, out _);
            await using var reading = new BackgroundDrain(samples);
            using var timer = new Timer(_ => Read(counting, zones, sources), state: null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
            foreach (string[] kind in (string[][])[["plain.txt", "0", "0"], ["signed.txt", "1", "0"], ["plain.txt", "0", "1"]])
            {
                await MeasureAsync(Path.Combine(folder, kind[0]), kind[1], kind[2], counting.Addresses[0], silent.Addresses[0]);
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Without sockets, where what counting takes is not lost in what the kernel takes: the best of many rounds.</summary>
    private static void MeasureHandler(string folder)
    {
        var table = ZoneTable.Create([BenchZones.Read(folder, BenchZones.Addresses)]);
        var random = new Random(1);
        byte[][] questions = [.. Enumerable.Range(0, 1 << 14).Select(_ => AnswerLoop.Question(
            DomainName.Parse($"{BenchZones.Address(random.Next(Addresses))}.{BenchZones.Addresses}.")))];
        RequestHandler[] handlers = [.. ((bool[])[true, false]).Select(counts => new RequestHandler(
            new EdnsOptions(), new IdentityOptions(), new WorkerCounters
            {
                CountsTraffic = counts,
                Sources = counts ? new UniqueSources(SourceKey.Create()).AddWorker() : null,
                Sampler = counts ? new TrafficSamples(OneIn).AddWorker() : null,
            }))];
        byte[] answer = new byte[4_096];
        double[] best = [double.MaxValue, double.MaxValue];
        for (int round = 0; round < HandlerRounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < questions.Length; i++)
            {
                // Each from another client.
                var client = new ClientContext(table, Transport.Udp, IsIpv6: false, (UInt128)i);
                handlers[round % 2].Handle(questions[i], answer, in client);
            }

            best[round % 2] = Math.Min(best[round % 2], Stopwatch.GetElapsedTime(start).TotalNanoseconds / questions.Length);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"in process       ns a query: {best[0]:F1} counted, {best[1]:F1} not"));
    }

    private static async Task MeasureAsync(string questions, string dnssec, string tcp, IPEndPoint counting, IPEndPoint silent)
    {
        double[] with = new double[Rounds];
        double[] without = new double[Rounds];
        double[] ratios = new double[Rounds];
        for (int round = -1; round < Rounds; round++)
        {
            // The first to be loaded is another one each time; the first round only warms up.
            bool isFirst = round % 2 == 0;
            double first = await LoadAsync(isFirst ? counting : silent, questions, dnssec, tcp);
            double second = await LoadAsync(isFirst ? silent : counting, questions, dnssec, tcp);
            if (round >= 0)
            {
                (with[round], without[round]) = isFirst ? (first, second) : (second, first);
                ratios[round] = with[round] / without[round];
            }
        }

        Array.Sort(ratios);
        Array.Sort(with);
        Array.Sort(without);
        string what = (string.Equals(tcp, "1", StringComparison.Ordinal) ? "TCP " : "UDP ") + Path.GetFileName(questions);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-16} CPU us a query: {with[Rounds / 2]:F3} counted, {without[Rounds / 2]:F3} not; ratio {ratios[Rounds / 2]:F3} ({ratios[0]:F3} to {ratios[^1]:F3})"));
    }

    /// <summary>Microseconds of this process for each answer that the other one got.</summary>
    private static async Task<double> LoadAsync(IPEndPoint server, string questions, string dnssec, string tcp)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        using Process traffic = Process.Start(new ProcessStartInfo(
            "taskset",
            [
                "-c", "1", Environment.ProcessPath!, typeof(CountingBenchmark).Assembly.Location, "traffic", "--server", server.ToString(),
                "--questions", questions, "--dnssec", dnssec, "--tcp", tcp, "--warmup", "0", "--seconds", Seconds,
            ])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        string line = await traffic.StandardOutput.ReadToEndAsync();
        await traffic.WaitForExitAsync();
        return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / Measurement.Parse(line).Answered!.Value;
    }

    /// <param name="sources">Null: nothing is counted.</param>
    private static DnsServer Start(string folder, UniqueSources? sources, TrafficSamples? samples, out ZoneStore zones)
    {
        zones = new ZoneStore();
        zones.Publish(ZoneTable.Create(
            [BenchZones.Read(folder, BenchZones.Addresses), BenchZones.Read(folder, BenchZones.Delegations), BenchZones.Read(folder, BenchZones.Ipv6), BenchZones.Read(folder, BenchZones.Signed)]));
        var options = new ServerOptions
        {
            Listen = [new IPEndPoint(IPAddress.Loopback, 0)],
            Workers = 1,
            PinWorkers = false,
            CountsTraffic = sources is not null,
        };
        var server = new DnsServer(options, zones, sources: sources, samples: samples);
        server.Start();
        return server;
    }

    private static void Read(DnsServer server, ZoneStore zones, UniqueSources sources)
    {
        _ = server.Counters;
        _ = zones.ReadTraffic();
        var sum = new SourceSketches();
        sources.ReadInto(sum, sum);
        _ = sum.Estimate();
    }
}
