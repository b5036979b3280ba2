using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Server.Tests;

/// <summary>A small reverse zone, and one that is configured but broken.</summary>
internal static class SampleZone
{
    public const string Apex = "2.0.192.in-addr.arpa.";
    public const string Host = "1.2.0.192.in-addr.arpa.";

    /// <summary>Has 60 PTR records, about two thousand octets.</summary>
    public const string Crowded = "2.2.0.192.in-addr.arpa.";
    /// <summary>Is made by a rule, as all names of the block 192.0.2.0/24 that the zone does not have.</summary>
    public const string Made = "99.2.0.192.in-addr.arpa.";
    public const string Broken = "113.0.203.in-addr.arpa.";

    private static readonly byte[] Server = Wire("ns1.example.");

    public static ZoneTable Table { get; } = ZoneTable.Create(
    [
        new ServedZone(DomainName.Parse(Apex), Compile()),
        new ServedZone(DomainName.Parse(Broken), Zone: null),
    ]);

    /// <summary>The same, with rules.</summary>
    public static ZoneTable Synthesizing { get; } = ZoneTable.Create(
        [new ServedZone(DomainName.Parse(Apex), Compile()) { Synthesis = new ZoneSynthesis([Rule()]) }]);

    public static ZoneStore Store()
    {
        var store = new ZoneStore();
        store.Publish(Table);
        return store;
    }

    private static SynthesisRule Rule()
    {
        Assert.True(NameTemplate.TryParse("{address}.dyn.example", out NameTemplate? template, out _));
        var block = AddressPrefix.Parse("192.0.2.0/24");
        Assert.True(SynthesisRule.TryCreate(DomainName.Parse(Apex), block, template, 3_600, out SynthesisRule? rule, out _));
        return rule;
    }

    private static CompiledZone Compile()
    {
        byte[] numbers = [0, 0, 0, 1, 0, 0, 14, 16, 0, 0, 2, 88, 0, 1, 81, 128, 0, 0, 1, 44];
        using var builder = new ZoneContentsBuilder(DomainName.Parse(Apex));
        builder.Add(Wire(Apex), RecordType.SOA, 3_600, [.. Server, .. Wire("hostmaster.example."), .. numbers]);
        builder.Add(Wire(Apex), RecordType.NS, 3_600, Server);
        builder.Add(Wire(Host), RecordType.PTR, 3_600, Wire("host.example."));
        for (int i = 0; i < 60; i++)
        {
            builder.Add(Wire(Crowded), RecordType.PTR, 3_600, Wire($"one-of-many-hosts-{i}.example."));
        }

        using ZoneContents contents = builder.Build();
        return CompiledZone.Compile(contents);
    }

    private static byte[] Wire(string name) => DomainName.Parse(name).Wire.ToArray();
}
