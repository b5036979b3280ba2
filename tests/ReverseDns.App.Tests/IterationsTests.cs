using ReverseDns.App.Incoming;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Tests;

public sealed class IterationsTests
{
    private static readonly DomainName Origin = DomainName.Parse("2.0.192.in-addr.arpa");

    [Theory]
    [InlineData(500, null)]
    [InlineData(501, "serial 2 is refused: its NSEC3 has 501 iterations, more than 500")]
    public void More_iterations_of_NSEC3_than_may_be_are_refused_whether_the_zone_comes_whole_or_by_its_changes(int iterations, string? why)
    {
        var gate = new IncomingGate(_ => IncomingPolicy.Default, quarantine: null, TimeProvider.System);
        using ZoneContents before = Zone(1, 0);
        using ZoneContents after = Zone(2, iterations);
        using var served = CompiledZone.Compile(before);
        using var next = CompiledZone.Compile(after);
        using var change = ZoneDiff.Between(before, after);

        Assert.Equal(why, gate.Judge(served, after, new Serial(2)));
        Assert.Equal(why, gate.Judge(served, next, change));
    }

    private static ZoneContents Zone(uint serial, int iterations)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("zone", $"""
            @ 3600 SOA ns.example. host.example. {serial} 7200 900 1209600 300
            @ 3600 NS ns.example.
            @ 0 NSEC3PARAM 1 0 {iterations} -

            """);
        return ZoneFile.Read(file, Origin, ZoneFileOptions.Default, [], out _)!;
    }
}
