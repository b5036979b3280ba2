using System.Diagnostics;
using ReverseDns.Interop.Tests.Peers;
using ReverseDns.Protocol;
using ReverseDns.Zones.Tests.Reference;
using Xunit.Abstractions;

namespace ReverseDns.Interop.Tests;

/// <summary>
/// Zones built from registries' data, served by us and by NSD and Knot, and compared over every single delegation: its
/// name, a name below it, and its DS.
/// </summary>
public sealed class RegistryZonesTests(ITestOutputHelper output)
{
    private const int Payload = 1232;

    [PeerFact]
    public async Task The_sample_registry_is_served_as_NSD_and_Knot_serve_it() =>
        Assert.True(await CompareAsync(BuiltRegistry.OfPlan(Repository.SamplePlan)) > 0);

    [RegistryFact(BuiltRegistry.Lacnic)]
    public async Task The_whole_of_LACNIC_is_served_as_NSD_and_Knot_serve_it()
    {
        Assert.True(await CompareAsync(BuiltRegistry.OfLacnic()) > 150_000);
    }

    [RegistryFact(BuiltRegistry.Dn42)]
    public async Task A_registry_of_any_prefix_length_is_served_as_NSD_and_Knot_serve_it()
    {
        Assert.True(await CompareAsync(BuiltRegistry.OfDn42()) > 100);
    }

    /// <summary>Returns how many delegations there are.</summary>
    private async Task<int> CompareAsync(BuiltRegistry registry)
    {
        List<DomainName> cuts = [.. registry.Zones.SelectMany(ZoneRecords.Cuts)];

        await using Arena arena = await Arena.StartAsync(registry.Folder, registry.Zones, [PeerKind.Nsd, PeerKind.Knot]);
        Assert.Equal(registry.Zones.Count, arena.Served.Count);
        var watch = Stopwatch.StartNew();
        Comparison comparison = await arena.CompareAsync([.. cuts.SelectMany(Questions)]);
        output.WriteLine($"{registry.Zones.Count} zones, {cuts.Count} delegations, {watch.Elapsed.TotalSeconds:F1} s\n{comparison}");
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
