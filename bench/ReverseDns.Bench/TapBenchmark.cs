using System.Diagnostics;
using System.Globalization;
using System.Net;
using ReverseDns.Bench.Results;
using ReverseDns.Bench.Sets;
using ReverseDns.Server;
using ReverseDns.Zones;

namespace ReverseDns.Bench;

/// <summary>
/// What dnstap costs: servers in this process with the same zones, one that writes every question and answer to a file, one that
/// writes one in a hundred, and one that writes none, loaded in turn by a process of its own: as fast as they answer, and at
/// a rate that leaves time. Give it core 0 ("taskset -c 0"); the load takes core 1.
/// </summary>
internal static class TapBenchmark
{
    private const int Addresses = 100_000;
    private const int Rounds = 5;
    private const string Seconds = "1.5";
    private static readonly string[] Names = ["none", "every one", "1 in 100"];
    private static readonly int[] Samples = [0, 1, 100];

    public static async Task<int> RunAsync()
    {
        string folder = Directory.CreateTempSubdirectory("rdns-bench-").FullName;
        try
        {
            BenchZones.Write(folder, Addresses);
            BenchQuestions.Write(folder, Addresses);
            var servers = new List<DnsServer>();
            var writers = new List<DnstapWriter?>();
            foreach (int sample in Samples)
            {
                servers.Add(Create(folder));
                writers.Add(sample == 0 ? null : Tap(servers[^1], folder, sample));
                servers[^1].Start();
            }

            foreach ((string file, string dnssec, string rate) in (IEnumerable<(string, string, string)>)
                [("plain.txt", "0", "0"), ("plain.txt", "0", "60000"), ("signed.txt", "1", "60000")])
            {
                await MeasureAsync(Path.Combine(folder, file), dnssec, rate, servers, writers);
            }

            foreach ((DnsServer server, DnstapWriter? writer) in servers.Zip(writers))
            {
                await server.DisposeAsync();
                await (writer?.DisposeAsync() ?? ValueTask.CompletedTask);
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(
        string questions, string dnssec, string rate, List<DnsServer> servers, List<DnstapWriter?> writers)
    {
        double[][] cost = [.. servers.Select(_ => new double[Rounds])];
        long[] chosen = [.. writers.Select(writer => writer?.Counts.Chosen ?? 0)];
        long[] sent = [.. writers.Select(writer => writer?.Counts.Sent ?? 0)];
        for (int round = -1; round < Rounds; round++)
        {
            // The first to be loaded is another one each time; the first round only warms up.
            for (int turn = 0; turn < servers.Count; turn++)
            {
                int which = (turn + round + 1) % servers.Count;
                double microseconds = await LoadAsync(servers[which].Addresses[0], questions, dnssec, rate);
                if (round >= 0)
                {
                    cost[which][round] = microseconds;
                }
            }
        }

        Console.WriteLine($"{Path.GetFileName(questions)}, {(string.Equals(rate, "0", StringComparison.Ordinal) ? "as fast as it answers" : rate + " queries a second")}");
        for (int which = 0; which < servers.Count; which++)
        {
            double[] ratios = [.. cost[which].Zip(cost[0], (with, without) => with / without).Order()];
            string written = writers[which]?.Counts is { } counts
                ? string.Create(CultureInfo.InvariantCulture, $", {counts.Sent - sent[which]:N0} of {counts.Chosen - chosen[which]:N0} written")
                : "";
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {Names[which],-10} CPU us a query: {cost[which].Order().ElementAt(Rounds / 2):F3}; ratio {ratios[Rounds / 2]:F3} ({ratios[0]:F3} to {ratios[^1]:F3}){written}"));
        }
    }

    /// <summary>Microseconds of this process for each answer that the other one got.</summary>
    private static async Task<double> LoadAsync(IPEndPoint server, string questions, string dnssec, string rate)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        using Process traffic = Process.Start(new ProcessStartInfo(
            "taskset",
            [
                "-c", "1", Environment.ProcessPath!, typeof(TapBenchmark).Assembly.Location, "traffic", "--server", server.ToString(),
                "--questions", questions, "--dnssec", dnssec, "--rate", rate, "--warmup", "0", "--seconds", Seconds,
            ])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        string line = await traffic.StandardOutput.ReadToEndAsync();
        await traffic.WaitForExitAsync();
        return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / Measurement.Parse(line).Answered!.Value;
    }

    private static DnstapWriter Tap(DnsServer server, string folder, int sample) => new(
        server,
        new DnstapOptions
        {
            File = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"tap-{sample}")),
            Identity = "bench",
            Version = "rdns",
            MaxFileSize = 256 << 20,
            Tap = new TapOptions { Sample = sample },
        },
        TimeProvider.System,
        _ => { });

    private static DnsServer Create(string folder)
    {
        var zones = new ZoneStore();
        zones.Publish(ZoneTable.Create(
            [BenchZones.Read(folder, BenchZones.Addresses), BenchZones.Read(folder, BenchZones.Delegations), BenchZones.Read(folder, BenchZones.Ipv6), BenchZones.Read(folder, BenchZones.Signed)]));
        return new DnsServer(new ServerOptions { Listen = [new IPEndPoint(IPAddress.Loopback, 0)], Workers = 1, PinWorkers = false }, zones);
    }
}
