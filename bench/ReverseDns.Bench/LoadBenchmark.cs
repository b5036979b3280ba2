using System.Diagnostics;
using System.Globalization;
using System.Text;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Bench;

/// <summary>
/// How long one zone of PTR records takes from the text to what is served. Run it under "taskset -c 0": the numbers
/// are for one core.
/// </summary>
internal static class LoadBenchmark
{
    private const int DefaultRecords = 1_000_000;
    private const int Rounds = 5;
    private const uint Seed = 2_654_435_761;

    public static int Run(string[] arguments)
    {
        if (arguments is [string path, string origin])
        {
            return Measure(path, DomainName.Parse(origin));
        }

        int records = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : DefaultRecords;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("rdns-bench-");
        try
        {
            path = Path.Combine(folder.FullName, "10.in-addr.arpa.zone");
            WriteZone(path, records);
            return Measure(path, DomainName.Parse("10.in-addr.arpa."));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int Measure(string path, DomainName origin)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{path}: {new FileInfo(path).Length} octets; ns of processor time per record"));
        Console.WriteLine(" records   read  check  compile  total  elapsed  managed octets");
        for (int round = 0; round < Rounds; round++)
        {
            MeasureOnce(path, origin);
        }

        return 0;
    }

    private static void MeasureOnce(string path, DomainName origin)
    {
        var diagnostics = new List<ZoneDiagnostic>();
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        TimeSpan startCpu = Cpu();
        using ZoneContents contents = ZoneFile.Read(
            path, origin, ZoneFileOptions.Default, diagnostics, out IReadOnlyList<string> files)
            ?? throw new InvalidOperationException(string.Join('\n', diagnostics));
        TimeSpan read = Cpu();
        ZoneCheck.Run(contents, files, diagnostics);
        TimeSpan check = Cpu();
        using var compiled = CompiledZone.Compile(contents);
        TimeSpan end = Cpu();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        int records = contents.RecordCount;
        long managed = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{records,8}{Each(read - startCpu),7}{Each(check - read),7}{Each(end - check),9}{Each(end - startCpu),7}{Each(elapsed),9}{managed,16}"));

        int Each(TimeSpan time) => (int)(time.TotalNanoseconds / records);
    }

    /// <summary>Of this process, so that what else runs on the machine does not count.</summary>
    private static TimeSpan Cpu() => Environment.CpuUsage.TotalTime;

    /// <summary>A /8 from its start: an address per line in numeric order, as generators write them.</summary>
    private static void WriteZone(string path, int records)
    {
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20);
        writer.NewLine = "\n";
        writer.WriteLine("$ORIGIN 10.in-addr.arpa.");
        writer.WriteLine("$TTL 3600");
        writer.WriteLine("@ IN SOA ns1.example.net. hostmaster.example.net. ( 1 7200 900 1209600 900 )");
        writer.WriteLine("  IN NS ns1.example.net.");
        writer.WriteLine("  IN NS ns2.example.org.");
        for (int i = 0; i < records; i++)
        {
            (int a, int b, int c) = (i >> 16, (i >> 8) & 0xFF, i & 0xFF);
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{c}.{b}.{a} IN PTR host-{c}-{b}-{a}.pool{((uint)i * Seed) >> 22}.example.net."));
        }
    }
}
