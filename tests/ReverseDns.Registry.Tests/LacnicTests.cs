using System.Globalization;
using ReverseDns.Bench;
using ReverseDns.Protocol;
using Xunit.Abstractions;

namespace ReverseDns.Registry.Tests;

/// <summary>The whole of one registry: LACNIC's statistics of 2024-02-08, with name servers made from the holders.</summary>
public sealed class LacnicTests(ITestOutputHelper output)
{
    private const string Statistics = "delegated/delegated-lacnic-extended-20240208";

    [RegistryDataFact(Statistics)]
    public void All_delegations_of_the_registry_are_published_or_accounted_for()
    {
        using var folder = new TemporaryFolder();
        string statistics = Path.Combine(RepositoryRoot.RegistryData, Statistics);
        HolderNameServers.Run(statistics, folder.Path);
        var naive = NaiveCount.Of(File.ReadLines(statistics));
        Assert.Equal((151_656, 1_955, 35_514, 212), (naive.Own24, naive.Own16, naive.Foreign24, naive.Foreign16));

        BuildReport report = Build(folder);

        Assert.Equal(BuildOutcome.Published, report.Outcome);
        Assert.Empty(report.Lines.Where(line => line.Kind == ReportKind.Rejected).Select(line => line.ToString()));
        Assert.Equal(naive.Own24 + naive.Own16, report.Totals.Accepted);
        Assert.Equal(naive.Own24 + naive.Own16, report.Zones.Sum(zone => zone.Delegations));
        Assert.Equal(naive.Foreign24 + naive.Foreign16, report.Foreign
            .Where(zone => zone.Name.IsAtOrBelow(ReverseName.InAddrArpa)).Sum(zone => zone.Delegations));
        Assert.Equal(
            report.Totals.Read,
            report.Totals.Accepted + report.Totals.Rejected + report.Totals.Merged + report.Totals.Foreign);
        if (ZoneCheckers.Missing is { } missing)
        {
            output.WriteLine(missing);
            return;
        }

        Assert.Empty(ZoneCheckers.Run(report.Zones));
    }

    private BuildReport Build(TemporaryFolder folder)
    {
        var diagnostics = new List<PlanDiagnostic>();
        var plan = ZonePlan.Read(folder["plan.yaml"], diagnostics);
        Assert.Empty(diagnostics);
        long allocated = GC.GetTotalAllocatedBytes();
        TimeSpan start = Environment.CpuUsage.TotalTime;
        BuildReport report = RegistryBuild.Run(plan!, folder.Output, FixedTime.NewYear);
        output.WriteLine($"{(Environment.CpuUsage.TotalTime - start).TotalSeconds:F1} s of CPU, {(GC.GetTotalAllocatedBytes() - allocated) >> 20} MiB allocated, "
            + $"{GC.GetTotalMemory(forceFullCollection: false) >> 20} MiB in use");
        using var text = new StringWriter();
        report.WriteText(text);
        output.WriteLine(text.ToString());
        return report;
    }

    /// <summary>The same count from the text alone: no prefixes, no names, no zones.</summary>
    private sealed record NaiveCount(int Own24, int Own16, int Foreign24, int Foreign16)
    {
        public static NaiveCount Of(IEnumerable<string> lines)
        {
            var cuts = new HashSet<string>(StringComparer.Ordinal);
            foreach (string line in lines)
            {
                string[] fields = line.Split('|');
                if (fields.Length < 8 || fields[2] is not "ipv4" || fields[6] is not ("allocated" or "assigned"))
                {
                    continue;
                }

                string[] octets = fields[3].Split('.');
                long start = (((Number(octets[0]) * 256) + Number(octets[1])) * 256) + Number(octets[2]);
                long count = Number(fields[4]) / 256;
                bool isWide = count >= 256;
                for (long third = start; third < start + count; third += isWide ? 256 : 1)
                {
                    cuts.Add(isWide ? $"{third / 65536}.{third / 256 % 256}" : $"{third / 65536}.{third / 256 % 256}.{third % 256}");
                }
            }

            return new NaiveCount(
                cuts.Count(cut => IsOwn(cut) && Dots(cut) == 2), cuts.Count(cut => IsOwn(cut) && Dots(cut) == 1),
                cuts.Count(cut => !IsOwn(cut) && Dots(cut) == 2), cuts.Count(cut => !IsOwn(cut) && Dots(cut) == 1));
        }

        private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

        private static int Dots(string cut) => cut.Count(letter => letter == '.');

        private static bool IsOwn(string cut) => HolderNameServers.LacnicBlocks.Contains((int)Number(cut.Split('.')[0]));
    }
}
