using System.Globalization;
using System.Text;

namespace ReverseDns.Bench.Results;

/// <summary>
/// The lines of a run as Markdown: medians of the rounds, and our ratio to each peer as the median of the ratios of one
/// round each, since what a machine does at one minute cannot be compared with another.
/// </summary>
internal static class Summary
{
    private const string Ours = "rdns";

    private static readonly (string Scenario, string Name)[] Loads =
        [("udp", "UDP"), ("dnssec", "UDP, DO=1, signed"), ("tcp", "TCP")];

    private static readonly (string Scenario, string Name)[] Paced = [("idle", "half load"), ("busy", "half load and a reload")];

    public static int Run(ReadOnlySpan<string> words)
    {
        var arguments = new Arguments(words, "results", "servers", "pick", "of", "plot");
        Measurement[] all = [.. File.ReadLines(arguments.Text("results")).Select(Measurement.Parse)];
        string[] servers = arguments.Text("servers", "nsd,knot,rdns").Split(',');
        Console.Write(arguments.Text("pick") is { Length: > 0 } server
            ? Median(all.Where(one => Is(one.Server, server) && Is(one.Scenario, arguments.Text("of"))), one => one.QueriesPerSecond)
                .ToString("F0", CultureInfo.InvariantCulture)
            : Write(all, servers));
        if (arguments.Text("plot") is { Length: > 0 } plot)
        {
            File.WriteAllText(plot, Plot.Draw(all, servers));
        }

        return 0;
    }

    private static string Write(Measurement[] all, string[] servers)
    {
        var text = new StringBuilder();
        string[] peers = [.. servers.Where(server => !Is(server, Ours))];
        text.AppendLine(CultureInfo.InvariantCulture, $"| | {string.Join(" | ", servers)} | {string.Join(" | ", peers.Select(peer => $"{Ours} / {peer}"))} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"|---|{string.Concat(servers.Concat(peers).Select(_ => "---:|"))}");
        void Row(string name, string scenario, string format, Func<Measurement, double?> value)
        {
            Measurement[] rows = [.. all.Where(one => Is(one.Scenario, scenario) && value(one) is not null)];
            if (rows.Length == 0)
            {
                return;
            }

            IEnumerable<string> medians = servers.Select(
                server => Show(Median(rows.Where(one => Is(one.Server, server)), value), format));
            IEnumerable<string> ratios = peers.Select(peer => Show(Ratio(rows, peer, value), "F2"));
            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {string.Join(" | ", medians)} | {string.Join(" | ", ratios)} |");
        }

        foreach ((string scenario, string name) in Loads)
        {
            Row($"{name}: CPU µs a query", scenario, "F2", one => one.CpuMicroseconds);
            Row($"{name}: of it in user mode", scenario, "F2", one => one.UserMicroseconds);
            Row($"{name}: queries a second", scenario, "F0", one => one.QueriesPerSecond);
            Row($"{name}: use of the core", scenario, "F2", one => one.Utilization);
            Row($"{name}: octets an answer", scenario, "F1", one => one.AnswerOctets);
            Row($"{name}: lost of a million", scenario, "F0", one => one.Lost * 1e6 / (one.Answered + one.Lost));
        }

        Row("first start to first answer, ms", "first", "F0", one => one.Milliseconds);
        Row("start to first answer, ms", "start", "F0", one => one.Milliseconds);
        Row("memory (PSS) after start, MB", "start", "F0", one => one.Megabytes);
        Row("memory (PSS) after the load, MB", "memory", "F0", one => one.Megabytes);
        Row("reload of an edited million, ms", "reload", "F0", one => one.Milliseconds);
        Row("memory (PSS) at its peak, MB", "reload", "F0", one => one.PeakMegabytes);
        foreach ((string scenario, string name) in Paced)
        {
            Row($"{name}: latency p50, µs", scenario, "F0", one => one.P50Microseconds);
            Row($"{name}: latency p99.9, µs", scenario, "F0", one => one.P999Microseconds);
            Row($"{name}: longest gap, µs", scenario, "F0", one => one.GapMicroseconds);
            Row($"{name}: lost of a million", scenario, "F0", one => one.Lost * 1e6 / (one.Answered + one.Lost));
        }

        Measurement[] pauses = [.. Pauses(all)];
        text.AppendJoin("", Paused("latency p99.9", pauses, servers, one => one.P999Microseconds));
        text.AppendJoin("", Paused("longest gap", pauses, servers, one => one.GapMicroseconds));
        return text.ToString();
    }

    private static double Ratio(Measurement[] rows, string peer, Func<Measurement, double?> value) => Median(
        rows.Where(one => Is(one.Server, Ours)).Join(
            rows.Where(one => Is(one.Server, peer)),
            ours => ours.Round,
            theirs => theirs.Round,
            (ours, theirs) => value(ours) / value(theirs)),
        ratio => ratio);

    /// <summary>What was measured at half load with a reload, as a multiple of the same without one in the same round.</summary>
    private static IEnumerable<Measurement> Pauses(Measurement[] all) =>
        all.Where(one => Is(one.Scenario, "busy")).Join(
            all.Where(one => Is(one.Scenario, "idle")),
            busy => (busy.Server, busy.Round),
            idle => (idle.Server, idle.Round),
            (busy, idle) => busy with
            {
                P999Microseconds = busy.P999Microseconds / idle.P999Microseconds,
                GapMicroseconds = busy.GapMicroseconds / idle.GapMicroseconds,
            });

    private static IEnumerable<string> Paused(
        string name, Measurement[] pauses, string[] servers, Func<Measurement, double?> value)
    {
        if (pauses.Length > 0)
        {
            IEnumerable<string> medians = servers.Select(
                server => Show(Median(pauses.Where(one => Is(one.Server, server)), value), "F2"));
            yield return $"| a reload's effect on the {name}, times | {string.Join(" | ", medians)} |{string.Concat(servers.Skip(1).Select(_ => " |"))}\n";
        }
    }

    internal static double Median<T>(IEnumerable<T> items, Func<T, double?> value)
    {
        double[] sorted = [.. items.Select(value).OfType<double>().Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Show(double value, string format) =>
        double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "";

    private static bool Is(string left, string right) => string.Equals(left, right, StringComparison.Ordinal);
}
