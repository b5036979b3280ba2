using ReverseDns.Bench;
using ReverseDns.Registry;

namespace ReverseDns.Interop.Tests.Peers;

/// <summary>Zone files built from a registry's data.</summary>
/// <param name="Folder">The caller deletes it.</param>
public sealed record BuiltRegistry(string Folder, IReadOnlyList<PeerZone> Zones)
{
    public const string Lacnic = "delegated/delegated-lacnic-extended-20240208";
    public const string Dn42 = "rpsl/dn42-inetnum.rpsl";

    /// <summary>What a whole registry has delegated, 150,000 prefixes.</summary>
    public static BuiltRegistry OfLacnic()
    {
        string folder = Directory.CreateTempSubdirectory("rdns-lacnic-").FullName;
        HolderNameServers.Run(Path.Combine(Repository.RegistryData, Lacnic), folder);
        BuiltRegistry built = OfPlan(Path.Combine(folder, "plan.yaml"));
        Directory.Delete(folder, recursive: true);
        return built;
    }

    /// <summary>Prefixes of any length.</summary>
    public static BuiltRegistry OfDn42()
    {
        string folder = Directory.CreateTempSubdirectory("rdns-dn42-").FullName;
        string plan = Path.Combine(folder, "plan.yaml");
        File.WriteAllText(plan,
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
        BuiltRegistry built = OfPlan(plan);
        Directory.Delete(folder, recursive: true);
        return built;
    }

    public static BuiltRegistry OfPlan(string planFile)
    {
        List<PlanDiagnostic> diagnostics = [];
        ZonePlan plan = ZonePlan.Read(planFile, diagnostics)
            ?? throw new InvalidOperationException(string.Join('\n', diagnostics));
        string folder = Directory.CreateTempSubdirectory("rdns-registry-").FullName;
        BuildReport report = RegistryBuild.Run(plan, folder, TimeProvider.System);
        Assert.Equal(BuildOutcome.Published, report.Outcome);
        return new BuiltRegistry(folder, [.. plan.Zones.Select(zone => new PeerZone(zone.Origin, Path.Combine(folder, zone.FileName)))]);
    }
}
