using ReverseDns.App.Incoming;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Tests;

public class IncomingGateMemoryTests
{
    private static readonly DomainName Zone = DomainName.Parse("2.0.192.in-addr.arpa");

    [Fact]
    public void What_was_refused_of_a_zone_that_is_gone_is_forgotten()
    {
        var gate = new IncomingGate(_ => new IncomingPolicy { Digests = DigestDemand.Require }, quarantine: null, TimeProvider.System);
        using var builder = new ZoneContentsBuilder(Zone);
        builder.Add(new ResourceRecord(Zone, RecordType.SOA, RecordClass.IN, 3600, (byte[])[0, 0, .. new byte[20]]));
        using ZoneContents version = builder.Build();
        Assert.NotNull(gate.Judge(null, version, new Serial(0)));

        gate.Keep(new HashSet<DomainName> { Zone });
        Assert.NotNull(gate.WhyRefused(Zone));
        gate.Keep(new HashSet<DomainName>());
        Assert.Null(gate.WhyRefused(Zone));
    }
}
