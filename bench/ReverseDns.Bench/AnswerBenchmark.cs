using System.Globalization;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Bench;

/// <summary>
/// What one answer costs in process: PTR records found, names that do not exist, referrals; in one large zone, in ten
/// thousand small ones and in fifty thousand. Run it under "taskset -c 0".
/// </summary>
internal static class AnswerBenchmark
{
    private const int Questions = 1 << 18;
    private const int Rounds = 8;
    private static readonly byte[] Host = DomainName.Parse("host.pool.example.net.").Wire.ToArray();

    public static int Run()
    {
        Console.WriteLine("        zones       names  asked        ns an answer  octets allocated");
        Measure("one large", [Zone("10.in-addr.arpa.", 256)]);
        foreach (int count in (int[])[10_000, 50_000])
        {
            Measure("small", [.. Enumerable.Range(0, count).Select(i => Zone(Invariant($"{i % 256}.{i / 256}.10.in-addr.arpa."), 0))]);
        }

        return 0;
    }

    private static void Measure(string what, ServedZone[] zones)
    {
        var table = ZoneTable.Create(zones);
        long names = zones.Sum(zone => zone.Zone!.NameCount);
        foreach ((string asked, string prefix) in ((string, string)[])[("PTR", ""), ("NXDOMAIN", "x."), ("referral", "1.255.")])
        {
            byte[][] questions = [.. Ask(zones, prefix)];
            (double best, long allocated) = AnswerLoop.Run(table, questions, Rounds);
            Console.WriteLine(Invariant($"{zones.Length,7} {what,-9}{names,8}  {asked,-10}{best,12:F0}{allocated,18}"));
        }

        foreach (ServedZone zone in zones)
        {
            zone.Zone!.Dispose();
        }
    }

    /// <summary>A /8 with 65,536 addresses in each of some /16s below it, or a /24 with four; and one delegation.</summary>
    private static ServedZone Zone(string origin, int largest)
    {
        var name = DomainName.Parse(origin);
        using var builder = new ZoneContentsBuilder(name);
        builder.Add(name.Wire, RecordType.SOA, 3600, [.. Host, .. Host, .. new byte[20]]);
        builder.Add(name.Wire, RecordType.NS, 3600, Host);
        builder.Add(DomainName.Parse("255." + origin).Wire, RecordType.NS, 3600, Host);
        for (int i = 0; i < (largest == 0 ? 4 : largest * 4096); i++)
        {
            string owner = largest == 0 ? Invariant($"{i}.") : Invariant($"{i & 255}.{(i >> 8) & 255}.{i >> 16}.");
            builder.Add(DomainName.Parse(owner + origin).Wire, RecordType.PTR, 3600, Host);
        }

        using ZoneContents contents = builder.Build();
        return new ServedZone(name, CompiledZone.Compile(contents));
    }

    private static IEnumerable<byte[]> Ask(ServedZone[] zones, string prefix)
    {
        var random = new Random(1);
        for (int i = 0; i < Questions; i++)
        {
            string origin = zones[random.Next(zones.Length)].Origin.ToString();
            string address = zones.Length > 1
                ? Invariant($"{random.Next(4)}.")
                : Invariant($"{random.Next(256)}.{random.Next(256)}.{random.Next(16)}.");
            string asked = prefix.EndsWith("255.", StringComparison.Ordinal) ? prefix + origin : prefix + address + origin;
            yield return AnswerLoop.Question(DomainName.Parse(asked));
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
