using System.Diagnostics;
using System.Globalization;
using System.Net;
using ReverseDns.Bench.Results;
using ReverseDns.Bench.Sets;
using ReverseDns.Server;
using ReverseDns.Zones;

namespace ReverseDns.Bench;

/// <summary>
/// Servers in this process that differ in one thing, loaded in turn by a process of its own: what one of them costs a query
/// is compared with what the first costs a moment before or after. Give this process core 0 ("taskset -c 0"); the load
/// takes core 1.
/// </summary>
internal sealed class TurnAbout : IDisposable
{
    private const int Addresses = 100_000;
    private const string Seconds = "1.5";

    private readonly int _rounds;

    public TurnAbout(int rounds)
    {
        _rounds = rounds;
        Folder = Directory.CreateTempSubdirectory("rdns-bench-").FullName;
        BenchZones.Write(Folder, Addresses);
        BenchQuestions.Write(Folder, Addresses);
    }

    /// <summary>Of the zones and questions; for what servers write too.</summary>
    public string Folder { get; }

    public static ServerOptions Options(bool countsTraffic = true) =>
        new() { Listen = [new IPEndPoint(IPAddress.Loopback, 0)], Workers = 1, PinWorkers = false, CountsTraffic = countsTraffic };

    public ZoneStore Zones()
    {
        var zones = new ZoneStore();
        zones.Publish(ZoneTable.Create(
            [BenchZones.Read(Folder, BenchZones.Addresses), BenchZones.Read(Folder, BenchZones.Delegations), BenchZones.Read(Folder, BenchZones.Ipv6), BenchZones.Read(Folder, BenchZones.Signed)]));
        return zones;
    }

    public static string Question(int i) => $"{BenchZones.Address(i % Addresses)}.{BenchZones.Addresses}.";

    /// <summary>Microseconds of this process a query, by server and round.</summary>
    public async Task<double[][]> MeasureAsync(IReadOnlyList<DnsServer> servers, LoadKind kind)
    {
        double[][] cost = [.. servers.Select(_ => new double[_rounds])];
        for (int round = -1; round < _rounds; round++)
        {
            // The first to be loaded is another one each time; the first round only warms up.
            for (int turn = 0; turn < servers.Count; turn++)
            {
                int which = (turn + round + 1) % servers.Count;
                double microseconds = await LoadAsync(servers[which].Addresses[0], kind);
                if (round >= 0)
                {
                    cost[which][round] = microseconds;
                }
            }
        }

        return cost;
    }

    /// <summary>The median of the cost, and of what it is of the first's, round by round, with where the middle half of them lies.</summary>
    public static string Describe(double[] cost, double[] first)
    {
        double[] ratios = [.. cost.Zip(first, (with, without) => with / without).Order()];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"CPU us a query: {cost.Order().ElementAt(cost.Length / 2):F3}; ratio {ratios[ratios.Length / 2]:F3} (half of the rounds {ratios[ratios.Length / 4]:F3} to {ratios[ratios.Length * 3 / 4]:F3})");
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Microseconds of this process for each answer that the other one got.</summary>
    private async Task<double> LoadAsync(IPEndPoint server, LoadKind kind)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        using Process traffic = Process.Start(new ProcessStartInfo(
            "taskset",
            [
                "-c", "1", Environment.ProcessPath!, typeof(TurnAbout).Assembly.Location, "traffic", "--server", server.ToString(),
                "--questions", Path.Combine(Folder, kind.Questions), "--dnssec", kind.IsSigned ? "1" : "0", "--tcp", kind.IsTcp ? "1" : "0",
                "--rate", kind.Rate.ToString(CultureInfo.InvariantCulture), "--warmup", "0", "--seconds", Seconds,
            ])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        string line = await traffic.StandardOutput.ReadToEndAsync();
        await traffic.WaitForExitAsync();
        return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / Measurement.Parse(line).Answered!.Value;
    }
}
