using System.Diagnostics;
using ReverseDns.Bench;
using ReverseDns.Interop.Tests.Peers;
using ReverseDns.Protocol;
using ReverseDns.Registry;
using ReverseDns.Zones.Tests.Reference;
using Xunit.Abstractions;

namespace ReverseDns.Interop.Tests;

/// <summary>
/// Zones built from registries' data, served by us and by NSD and Knot, and compared over every single delegation: its
/// name, a name below it, and its DS.
/// </summary>
public sealed class RegistryZonesTests(ITestOutputHelper output)
{
    private const string Lacnic = "delegated/delegated-lacnic-extended-20240208";
    private const string Dn42 = "rpsl/dn42-inetnum.rpsl";
    private const int Payload = 1232;

    [PeerFact]
    public async Task The_sample_registry_is_served_as_NSD_and_Knot_serve_it() =>
        Assert.True(await CompareAsync(Repository.SamplePlan) > 0);

    [RegistryFact(Lacnic)]
    public async Task The_whole_of_LACNIC_is_served_as_NSD_and_Knot_serve_it()
    {
        string folder = Directory.CreateTempSubdirectory("rdns-lacnic-").FullName;
        HolderNameServers.Run(Path.Combine(Repository.RegistryData, Lacnic), folder);
        Assert.True(await CompareAsync(Path.Combine(folder, "plan.yaml")) > 150_000);
        Directory.Delete(folder, recursive: true);
    }

    [RegistryFact(Dn42)]
    public async Task A_registry_of_any_prefix_length_is_served_as_NSD_and_Knot_serve_it()
    {
        string folder = Directory.CreateTempSubdirectory("rdns-dn42-").FullName;
        string plan = Path.Combine(folder, "plan.yaml");
        await File.WriteAllTextAsync(plan,
            $$"""
            defaults:
              soa: { primary: ns.registry.example, mailbox: hostmaster.registry.example }
              nameservers: [ns.registry.example, ns2.registry.example]
              cuts: any-length
              labels: first-length
              overlaps: shortest
              minimum-nameservers: 2
              too-few-nameservers: warning
            sources:
              - name: inetnum
                format: rpsl
                file: {{Path.Combine(Repository.RegistryData, Dn42)}}
            zones:
              - prefix: [10.0.0.0/8, 172.20.0.0/16, 172.21.0.0/16, 172.22.0.0/16, 172.23.0.0/16, 172.31.0.0/16]
            """);
        Assert.True(await CompareAsync(plan) > 100);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Returns how many delegations there are.</summary>
    private async Task<int> CompareAsync(string planFile)
    {
        List<PlanDiagnostic> diagnostics = [];
        ZonePlan plan = ZonePlan.Read(planFile, diagnostics)
            ?? throw new InvalidOperationException(string.Join('\n', diagnostics));
        string folder = Directory.CreateTempSubdirectory("rdns-registry-").FullName;
        BuildReport report = RegistryBuild.Run(plan, folder, TimeProvider.System);
        Assert.Equal(BuildOutcome.Published, report.Outcome);
        List<PeerZone> zones = [.. plan.Zones.Select(zone => new PeerZone(zone.Origin, Path.Combine(folder, zone.FileName)))];
        List<DomainName> cuts = [.. zones.SelectMany(ZoneRecords.Cuts)];

        await using Arena arena = await Arena.StartAsync(folder, zones, [PeerKind.Nsd, PeerKind.Knot]);
        Assert.Equal(zones.Count, arena.Served.Count);
        var watch = Stopwatch.StartNew();
        Comparison comparison = await arena.CompareAsync([.. cuts.SelectMany(Questions)]);
        output.WriteLine($"{zones.Count} zones, {cuts.Count} delegations, {watch.Elapsed.TotalSeconds:F1} s\n{comparison}");
        Assert.True(comparison.Different == 0, comparison.ToString());
        Assert.Equal(comparison.Asked, comparison.Agreed);
        return cuts.Count;
    }

    private static IEnumerable<Question> Questions(DomainName cut, int number)
    {
        bool dnssecOk = number % 2 == 0;
        Question Ask(DomainName name, RecordType type) => new(name, type, Edns: true, dnssecOk, Payload);
        yield return Ask(cut, RecordType.NS);
        yield return Ask(cut, RecordType.DS);
        if (DomainName.Parse("1").TryAppend(cut, out DomainName below))
        {
            yield return Ask(below, RecordType.PTR);
        }
    }
}
