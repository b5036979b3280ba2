using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Bench;

/// <summary>
/// What a change costs in a zone of a million names: making the next version out of a diff, and looking names up in it.
/// In process, without journal; run it under "taskset -c 0".
/// </summary>
internal static class ChangeBenchmark
{
    private const int Names = 1_000_000;
    private const int Questions = 1 << 18;
    private const int Rounds = 8;
    private const string Origin = "10.in-addr.arpa.";
    private static readonly DomainName Zone = DomainName.Parse(Origin);
    private static readonly byte[] OldHost = DomainName.Parse("host.pool.example.net.").Wire.ToArray();
    private static readonly byte[] OtherHost = DomainName.Parse("more.pool.example.net.").Wire.ToArray();
    private static readonly byte[] NewHost = DomainName.Parse("other.pool.example.net.").Wire.ToArray();

    public static int Run()
    {
        using CompiledZone empty = Compile();
        var random = new Random(1);
        using ZoneDiff filling = Diff(empty.Serial, Pick(random, 10_000), OldHost, NewHost);
        empty.TryApply(filling, out CompiledZone? filled, out _);
        using (filled)
        {
            Console.WriteLine("overlay    changes   median ms      p99 ms  allocated");
            foreach (int changes in (int[])[1, 100, 10_000])
            {
                Apply("empty", empty, random, changes);
                Apply("10,000", filled!, random, changes);
            }

            Console.WriteLine("overlay      asked  ns an answer  allocated");
            foreach (string asked in (string[])["", "x."])
            {
                Ask("empty", empty, random, asked);
                Ask("10,000", filled!, random, asked);
            }
        }

        return 0;
    }

    /// <summary>Gives names one record more, each time in the same version.</summary>
    private static void Apply(string overlay, CompiledZone zone, Random random, int changes)
    {
        int runs = Math.Clamp(100_000 / changes, 20, 1_000);
        double[] times = new double[runs];
        long allocated = 0;
        for (int run = 0; run < runs; run++)
        {
            using ZoneDiff diff = Diff(zone.Serial, Pick(random, changes), null, OtherHost);
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            DiffOutcome outcome = zone.TryApply(diff, out CompiledZone? next, out string? whyNot);
            times[run] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            next?.Dispose();
            if (outcome != DiffOutcome.Applied)
            {
                throw new InvalidOperationException($"{outcome}: {whyNot}");
            }
        }

        Array.Sort(times);
        Console.WriteLine(Invariant($"{overlay,-8}{changes,10}{times[runs / 2],12:F3}{times[runs * 99 / 100],12:F3}{allocated,11}"));
    }

    private static ZoneDiff Diff(Serial from, int[] names, byte[]? old, byte[] host)
    {
        using var removed = new ZoneContentsBuilder(Zone);
        using var added = new ZoneContentsBuilder(Zone);
        foreach (int name in names)
        {
            if (old is not null)
            {
                removed.Add(Owner(name), RecordType.PTR, 3600, old);
            }

            added.Add(Owner(name), RecordType.PTR, 3600, host);
        }

        removed.Add(Zone.Wire, RecordType.SOA, 3600, Soa(from));
        added.Add(Zone.Wire, RecordType.SOA, 3600, Soa(new Serial(from.Value + 1)));
        return new ZoneDiff(from, new Serial(from.Value + 1), removed.Build(), added.Build());
    }

    private static int[] Pick(Random random, int count) =>
        [.. Enumerable.Range(0, 2 * count).Select(_ => random.Next(Names)).Distinct().Take(count)];

    private static void Ask(string overlay, CompiledZone zone, Random random, string prefix)
    {
        var table = ZoneTable.Create([new ServedZone(Zone, zone)]);
        byte[][] questions = [.. Enumerable.Range(0, Questions).Select(_ => AnswerLoop.Question(DomainName.Parse(prefix + Text(random.Next(Names)))))];
        (double best, long allocated) = AnswerLoop.Run(table, questions, Rounds);
        Console.WriteLine(Invariant($"{overlay,-8}{(prefix.Length == 0 ? "PTR" : "NXDOMAIN"),10}{best,14:F0}{allocated,11}"));
    }

    private static CompiledZone Compile()
    {
        using var builder = new ZoneContentsBuilder(Zone);
        builder.Add(Zone.Wire, RecordType.SOA, 3600, Soa(new Serial(1)));
        builder.Add(Zone.Wire, RecordType.NS, 3600, OldHost);
        for (int i = 0; i < Names; i++)
        {
            builder.Add(Owner(i), RecordType.PTR, 3600, OldHost);
        }

        using ZoneContents contents = builder.Build();
        return CompiledZone.Compile(contents);
    }

    private static byte[] Soa(Serial serial)
    {
        byte[] rdata = [.. OldHost, .. OldHost, .. new byte[20]];
        BinaryPrimitives.WriteUInt32BigEndian(rdata.AsSpan(rdata.Length - 20), serial.Value);
        return rdata;
    }

    private static ReadOnlySpan<byte> Owner(int name) => DomainName.Parse(Text(name)).Wire;

    private static string Text(int name) => Invariant($"{name & 255}.{(name >> 8) & 255}.{name >> 16}.{Origin}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
