using System.Diagnostics;
using System.Globalization;
using ReverseDns.Bench.Sets;
using ReverseDns.Protocol;
using ReverseDns.Server;
using ReverseDns.Zones;

namespace ReverseDns.Bench;

/// <summary>
/// What counting costs: one server that counts all there is to count and is read every second, and one that does not.
/// </summary>
internal static class CountingBenchmark
{
    private const int UsualRounds = 7;
    private const int HandlerRounds = 400;
    private const int OneIn = 32;
    private static readonly LoadKind[] Kinds = [new("plain.txt"), new("signed.txt", IsSigned: true), new("plain.txt", IsTcp: true)];

    public static async Task<int> RunAsync(int rounds = UsualRounds)
    {
        using var turns = new TurnAbout(rounds);
        MeasureHandler(turns.Folder);
        var sources = new UniqueSources(SourceKey.Create());
        var samples = new TrafficSamples(OneIn);
        ZoneStore zones = turns.Zones();
        await using var counting = new DnsServer(TurnAbout.Options(), zones, sources: sources, samples: samples);
        await using var silent = new DnsServer(TurnAbout.Options(countsTraffic: false), turns.Zones());
        counting.Start();
        silent.Start();
        await using var reading = new BackgroundDrain(samples);
        using var timer = new Timer(_ => Read(counting, zones, sources), state: null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        foreach (LoadKind kind in Kinds)
        {
            double[][] cost = await turns.MeasureAsync([silent, counting], kind);
            Console.WriteLine(kind);
            Console.WriteLine($"  not counted {TurnAbout.Describe(cost[0], cost[0])}");
            Console.WriteLine($"  counted     {TurnAbout.Describe(cost[1], cost[0])}");
        }

        return 0;
    }

    /// <summary>Without sockets, where what counting takes is not lost in what the kernel takes: the best of many rounds.</summary>
    private static void MeasureHandler(string folder)
    {
        var table = ZoneTable.Create([BenchZones.Read(folder, BenchZones.Addresses)]);
        var random = new Random(1);
        byte[][] questions = [.. Enumerable.Range(0, 1 << 14).Select(_ => AnswerLoop.Question(
            DomainName.Parse(TurnAbout.Question(random.Next()))))];
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

    private static void Read(DnsServer server, ZoneStore zones, UniqueSources sources)
    {
        _ = server.Counters;
        _ = zones.ReadTraffic();
        var sum = new SourceSketches();
        sources.ReadInto(sum, sum);
        _ = sum.Estimate();
    }
}
