using System.Diagnostics;
using System.Globalization;
using ReverseDns.Bench.Sets;
using ReverseDns.Protocol;
using ReverseDns.Server;
using ReverseDns.Zones;

namespace ReverseDns.Bench;

/// <summary>What limits and cookies cost who keeps within them: a server that has all of it, and one that has nothing of it.</summary>
internal static class ProtectionBenchmark
{
    private const int UsualRounds = 7;
    private const int HandlerRounds = 400;
    private static readonly LoadKind[] Kinds = [new("plain.txt"), new("signed.txt", IsSigned: true)];

    public static async Task<int> RunAsync(int rounds = UsualRounds)
    {
        using var turns = new TurnAbout(rounds);
        MeasureHandler(turns.Folder);
        await using var open = new DnsServer(Options(isOn: false), turns.Zones());
        await using var guarded = new DnsServer(Options(isOn: true), turns.Zones());
        open.Start();
        guarded.Start();
        foreach (LoadKind kind in Kinds)
        {
            double[][] cost = await turns.MeasureAsync([open, guarded], kind);
            Console.WriteLine(kind);
            Console.WriteLine($"  unprotected {TurnAbout.Describe(cost[0], cost[0])}");
            Console.WriteLine($"  protected   {TurnAbout.Describe(cost[1], cost[0])}");
        }

        return 0;
    }

    /// <summary>As many levels as by default, that nobody comes up to; nobody is on the list.</summary>
    private static RateLimitOptions Wide(bool isOn)
    {
        var byDefault = new RateLimitOptions();
        return new RateLimitOptions
        {
            IsOn = isOn,
            Ipv4 = [.. byDefault.Ipv4.Select(level => level with { AnswersPerSecond = RateLimitOptions.MostAnswers })],
            Ipv6 = [.. byDefault.Ipv6.Select(level => level with { AnswersPerSecond = RateLimitOptions.MostAnswers })],
            Burst = TimeSpan.FromMinutes(1),
            Allowed = [],
        };
    }

    private static ServerOptions Options(bool isOn)
    {
        ServerOptions usual = TurnAbout.Options();
        return new ServerOptions
        {
            Listen = usual.Listen,
            Workers = usual.Workers,
            PinWorkers = usual.PinWorkers,
            RateLimit = Wide(isOn),
            Cookies = new CookieOptions { IsOn = isOn },
        };
    }

    /// <summary>Without sockets, each question from another client; with a cookie, and without.</summary>
    private static void MeasureHandler(string folder)
    {
        var table = ZoneTable.Create([BenchZones.Read(folder, BenchZones.Addresses)]);
        foreach (bool isIpv6 in (bool[])[false, true])
        {
            using var limits = new RateLimits(Wide(isOn: true), [], TimeProvider.System);
            var counters = new WorkerCounters();
            var cookies = new ServerCookies(new CookieOptions(), TimeProvider.System);
            RequestHandler[] handlers =
            [
                new(new EdnsOptions(), new IdentityOptions(), new WorkerCounters()),
                new(new EdnsOptions(), new IdentityOptions(), counters, limiter: new RateLimiter(limits, counters.Limited), cookies: cookies),
            ];
            double[] best = Best(handlers, table, Questions(option: []), isIpv6);
            Print(isIpv6, "plain", best);
            best = Best(handlers, table, Questions([0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8]), isIpv6);
            Print(isIpv6, "cookie", best);
        }
    }

    private static double[] Best(RequestHandler[] handlers, ZoneTable table, byte[][] questions, bool isIpv6)
    {
        byte[] answer = new byte[4_096];
        double[] best = [double.MaxValue, double.MaxValue];
        for (int round = 0; round < HandlerRounds; round++)
        {
            RequestHandler handler = handlers[round % 2];
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < questions.Length; i++)
            {
                if (i % 32 == 0)
                {
                    handler.BeginBatch(Stopwatch.GetTimestamp());
                }

                UInt128 address = (uint)i * 2_654_435_761U;
                var client = new ClientContext(table, Transport.Udp, isIpv6, isIpv6 ? (address << 80) | (uint)i : address & uint.MaxValue);
                handler.Handle(questions[i], answer, in client);
            }

            best[round % 2] = Math.Min(best[round % 2], Stopwatch.GetElapsedTime(start).TotalNanoseconds / questions.Length);
        }

        return best;
    }

    private static byte[][] Questions(byte[] option)
    {
        var random = new Random(1);
        byte[] opt = option.Length == 0 ? [] : [0, 0, 41, 4, 208, 0, 0, 0, 0, 0, (byte)option.Length, .. option];
        return
        [
            .. Enumerable.Range(0, 1 << 14).Select(_ =>
            {
                byte[] question = [.. AnswerLoop.Question(DomainName.Parse(TurnAbout.Question(random.Next()))), .. opt];
                (question[5], question[11]) = (1, (byte)(opt.Length == 0 ? 0 : 1));
                return question;
            }),
        ];
    }

    private static void Print(bool isIpv6, string kind, double[] best) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"in process, {(isIpv6 ? "IPv6" : "IPv4")} {kind,-6} ns a query: {best[1]:F1} protected, {best[0]:F1} not"));
}
