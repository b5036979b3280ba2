using System.Globalization;
using ReverseDns.Server;

namespace ReverseDns.Bench;

/// <summary>
/// What dnstap costs: one server that writes every question and answer to a file, one that writes one in a hundred, and one that
/// writes none, as fast as they answer and at a rate that leaves time.
/// </summary>
internal static class TapBenchmark
{
    private const int UsualRounds = 5;
    private static readonly string[] Names = ["none", "every one", "1 in 100"];
    private static readonly int[] Samples = [0, 1, 100];
    private static readonly LoadKind[] Kinds =
        [new("plain.txt"), new("plain.txt", Rate: 60_000), new("signed.txt", IsSigned: true, Rate: 60_000)];

    public static async Task<int> RunAsync(int rounds = UsualRounds)
    {
        using var turns = new TurnAbout(rounds);
        var servers = new List<DnsServer>();
        var writers = new List<DnstapWriter?>();
        foreach (int sample in Samples)
        {
            servers.Add(new DnsServer(TurnAbout.Options(), turns.Zones()));
            writers.Add(sample == 0 ? null : Tap(servers[^1], turns.Folder, sample));
            servers[^1].Start();
        }

        foreach (LoadKind kind in Kinds)
        {
            await MeasureAsync(turns, kind, servers, writers);
        }

        foreach ((DnsServer server, DnstapWriter? writer) in servers.Zip(writers))
        {
            await server.DisposeAsync();
            await (writer?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        return 0;
    }

    private static async Task MeasureAsync(TurnAbout turns, LoadKind kind, List<DnsServer> servers, List<DnstapWriter?> writers)
    {
        long[] chosen = [.. writers.Select(writer => writer?.Counts.Chosen ?? 0)];
        long[] sent = [.. writers.Select(writer => writer?.Counts.Sent ?? 0)];
        int collections = GC.CollectionCount(0);
        double[][] cost = await turns.MeasureAsync(servers, kind);
        Console.WriteLine($"{kind}; {GC.CollectionCount(0) - collections} collections of garbage");
        for (int which = 0; which < servers.Count; which++)
        {
            string written = writers[which]?.Counts is { } counts
                ? string.Create(CultureInfo.InvariantCulture, $", {counts.Sent - sent[which]:N0} of {counts.Chosen - chosen[which]:N0} written")
                : "";
            Console.WriteLine($"  {Names[which],-10} {TurnAbout.Describe(cost[which], cost[0])}{written}");
        }
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
}
