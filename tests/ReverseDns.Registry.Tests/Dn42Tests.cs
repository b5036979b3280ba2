using Xunit.Abstractions;

namespace ReverseDns.Registry.Tests;

/// <summary>A registry that delegates at every prefix length, with the name servers and DS its holders really have.</summary>
public sealed class Dn42Tests(ITestOutputHelper output)
{
    private const string Inetnum = "rpsl/dn42-inetnum.rpsl";

    [RegistryDataFact(Inetnum)]
    public void A_registry_of_any_prefix_length_is_published_or_accounted_for()
    {
        using var folder = new TemporaryFolder();
        folder.Write("plan.yaml",
            $"""
            defaults:
              soa: {"{"} primary: ns.registry.example, mailbox: hostmaster.registry.example {"}"}
              nameservers: [ns.registry.example, ns2.registry.example]
              cuts: any-length
              labels: first-length
              overlaps: shortest
              minimum-nameservers: 2
              too-few-nameservers: warning
            sources:
              - name: inetnum
                format: rpsl
                file: {Path.Combine(RepositoryRoot.RegistryData, Inetnum)}
            zones:
              - prefix: [10.0.0.0/8, 172.20.0.0/16, 172.21.0.0/16, 172.22.0.0/16, 172.23.0.0/16, 172.31.0.0/16]
            """);
        var diagnostics = new List<PlanDiagnostic>();
        var plan = ZonePlan.Read(folder["plan.yaml"], diagnostics);
        Assert.Empty(diagnostics);

        BuildReport report = RegistryBuild.Run(plan!, folder.Output, FixedTime.NewYear);

        using var text = new StringWriter();
        report.WriteText(text);
        output.WriteLine(text.ToString());
        Assert.Equal(BuildOutcome.Published, report.Outcome);
        Assert.Equal(ObjectsWithServers(), report.Sources[0].Used);
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

    /// <summary>Counted without the reader.</summary>
    private static int ObjectsWithServers() =>
        File.ReadAllText(Path.Combine(RepositoryRoot.RegistryData, Inetnum))
            .Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Count(block => block.Contains("\nnserver:", StringComparison.Ordinal));
}
