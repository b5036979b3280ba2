using System.Text;

namespace ReverseDns.Registry.Tests;

public sealed class SampleRegistryTests
{
    [Fact]
    public void The_sample_registry_builds_its_golden_zones_byte_for_byte()
    {
        using var folder = new TemporaryFolder();
        BuildReport report = RegistryBuild.Run(Plan(), folder.Output, FixedTime.NewYear);
        string golden = Path.Combine(RepositoryRoot.Path, "zones", "golden");
        using var text = new StringWriter();
        report.WriteText(text, verbose: true);
        if (Environment.GetEnvironmentVariable("RDNS_UPDATE_GOLDEN") is "1")
        {
            Update(folder.Output, golden, text.ToString());
        }

        Assert.Equal(BuildOutcome.Published, report.Outcome);
        Assert.Equal(File.ReadAllText(Path.Combine(golden, "report.txt")), text.ToString());
        Assert.Equal(ZoneNames(golden), ZoneNames(folder.Output));
        foreach (string name in ZoneNames(golden))
        {
            Assert.Equal(
                File.ReadAllText(Path.Combine(golden, name), Encoding.Latin1),
                File.ReadAllText(Path.Combine(folder.Output, name), Encoding.Latin1));
        }
    }

    [Fact]
    public void Nothing_that_was_read_vanishes()
    {
        using var folder = new TemporaryFolder();
        BuildTotals totals = RegistryBuild.Run(Plan(), folder.Output, FixedTime.NewYear).Totals;

        Assert.Equal(totals.Read, totals.Accepted + totals.Rejected + totals.Merged + totals.Foreign);
        Assert.All([totals.Accepted, totals.Rejected, totals.Merged, totals.Foreign], count => Assert.True(count > 0));
    }

    [Fact]
    public void A_second_build_of_the_same_input_changes_no_byte_even_on_another_day()
    {
        using var folder = new TemporaryFolder();
        RegistryBuild.Run(Plan(), folder.Output, FixedTime.NewYear);
        Dictionary<string, string> first = Directory.GetFiles(folder.Output).ToDictionary(path => path, File.ReadAllText);

        BuildReport second = RegistryBuild.Run(Plan(), folder.Output, new FixedTime(2026, 2, 2));

        Assert.Equal(BuildOutcome.Unchanged, second.Outcome);
        Assert.All(second.Zones, zone => Assert.False(zone.IsChanged));
        Assert.Equal(first, Directory.GetFiles(folder.Output).ToDictionary(path => path, File.ReadAllText));
    }

    private static ZonePlan Plan()
    {
        var diagnostics = new List<PlanDiagnostic>();
        var plan = ZonePlan.Read(RepositoryRoot.SamplePlan, diagnostics);
        Assert.Empty(diagnostics);
        return plan!;
    }

    private static string[] ZoneNames(string folder) =>
        [.. Directory.GetFiles(folder, "*.zone").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static void Update(string output, string golden, string report)
    {
        Directory.CreateDirectory(golden);
        foreach (string old in Directory.GetFiles(golden))
        {
            File.Delete(old);
        }

        foreach (string zone in Directory.GetFiles(output, "*.zone"))
        {
            File.Copy(zone, Path.Combine(golden, Path.GetFileName(zone)));
        }

        File.WriteAllText(Path.Combine(golden, "report.txt"), report);
    }
}
