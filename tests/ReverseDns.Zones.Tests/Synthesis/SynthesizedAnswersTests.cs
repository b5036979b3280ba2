using ReverseDns.Protocol;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Zones.Tests.Synthesis;

/// <summary>What rules add is answered as if the zone held it: as the reference answers from a zone that does.</summary>
public class SynthesizedAnswersTests
{
    private const int Rounds = 50;
    private const int QuestionsPerRound = 120;

    private static readonly RecordType[] Types =
    [
        RecordType.PTR, RecordType.PTR, RecordType.A, RecordType.AAAA, RecordType.ANY, RecordType.CNAME, RecordType.DS,
        RecordType.NS, RecordType.TXT, RecordType.SOA, RecordType.RRSIG, RecordType.NSEC, RecordType.DNAME,
    ];

    private static readonly string[] OddLabels = ["*", "00", "a", "g", "01", "256", "1-2", "xn--a", "_", "\\000", "0/25", "A"];

    [Theory]
    [InlineData("2.0.192.in-addr.arpa.", "192.0.2.0/24", "{address}.dyn.ixp.example.")]
    [InlineData("192.in-addr.arpa.", "192.0.2.0/24", "h-{address}.dyn.ixp.example.")]
    [InlineData("2.0.192.in-addr.arpa.", "192.0.2.0/24", "{address}.2.0.192.in-addr.arpa.")]
    [InlineData("0.0.1.0.8.b.d.0.1.0.0.2.ip6.arpa.", "2001:db8:100:8000::a500/120", "{address}-x.ixp.example.")]
    [InlineData("ip6.arpa.", "2001:db8::/120", "{address}.ixp.example.")]
    [InlineData("dyn.ixp.example.", "192.0.2.0/24", "{address}.dyn.ixp.example.")]
    [InlineData("ixp.example.", "192.0.2.0/24", "h-{address}-x.a.dyn.ixp.example.")]
    [InlineData("ixp.example.", "2001:db8::ff00/120", "{address}.dyn.ixp.example.")]
    public void Answers_are_those_of_a_zone_that_holds_the_records(string zone, string block, string template)
    {
        for (int round = 0; round < Rounds; round++)
        {
            var dice = new Dice((ulong)round);
            var around = AddressPrefix.Parse(block);
            int length = around.Width - dice.Throw(9);
            var prefix = AddressPrefix.Containing(around.First + (uint)dice.Throw(256), length, around.IsIPv6);
            ResourceRecord[] made = [.. SynthesisRules.Materialize(zone, prefix, template)];
            ResourceRecord[] near = [.. SynthesisRules.Materialize(zone, around, template)];
            List<ResourceRecord> held = Held(dice, DomainName.Parse(zone), near);
            HashSet<DomainName> owners = [.. held.Select(record => record.Owner)];
            var server = new ReferenceServer([new ReferenceZone(DomainName.Parse(zone), [.. held, .. made.Where(record => !owners.Contains(record.Owner))])]);
            using var compiled = new CompiledZones(
                [new ReferenceZone(DomainName.Parse(zone), held)], [SynthesisRules.Rule(zone, prefix, template)]);
            for (int i = 0; i < QuestionsPerRound; i++)
            {
                var question = new Question(NextName(dice, near, held), dice.Pick(Types), Edns: true, DnssecOk: dice.OneIn(2), 4_096);
                IReadOnlyList<string> faults = PropertyCase.Faults(server, compiled, question);
                Assert.True(
                    faults.Count == 0,
                    $"round {round}, {prefix}: {question}\n{string.Join('\n', faults)}\n{compiled.Ask(question)}\nheld:\n{RecordText.Lines(held)}");
            }
        }
    }

    /// <summary>What a zone may have at, above and below the names that are made.</summary>
    private static List<ResourceRecord> Held(Dice dice, DomainName zone, ResourceRecord[] near)
    {
        byte[] server = DomainName.Parse("ns.elsewhere.example.").Wire.ToArray();
        var held = new List<ResourceRecord>
        {
            new(zone, RecordType.SOA, RecordClass.IN, 3_600, (byte[])[.. server, .. server, .. new byte[19], 200]),
            new(zone, RecordType.NS, RecordClass.IN, 3_600, server),
        };
        for (int count = dice.Throw(8); count > 0; count--)
        {
            DomainName owner = NextOwner(dice, zone, near);
            (RecordType type, byte[] rdata) = dice.Throw(5) switch
            {
                0 => (RecordType.PTR, server),
                1 => (RecordType.TXT, [1, (byte)'x']),
                2 => (RecordType.CNAME, dice.Pick(near).Owner.Wire.ToArray()),
                3 => (RecordType.DNAME, server),
                _ => (RecordType.NS, server),
            };
            if (owner != zone && held.TrueForAll(record => record.Owner != owner))
            {
                held.Add(new ResourceRecord(owner, type, RecordClass.IN, 600, rdata));
            }
        }

        return held;
    }

    private static DomainName NextOwner(Dice dice, DomainName zone, ResourceRecord[] near)
    {
        DomainName owner = dice.Pick(near).Owner;
        for (int up = dice.Throw(4) * dice.Throw(6); up > 0 && owner != zone; up--)
        {
            owner = owner.Parent;
        }

        return dice.OneIn(3) ? Below(dice, owner) : owner;
    }

    private static DomainName NextName(Dice dice, ResourceRecord[] near, List<ResourceRecord> held)
    {
        DomainName name = dice.OneIn(4) ? dice.Pick(held).Owner : dice.Pick(near).Owner;
        for (int up = dice.OneIn(2) ? 0 : dice.Throw(name.LabelCount - held[0].Owner.LabelCount + 1); up > 0; up--)
        {
            name = name.Parent;
        }

        for (int down = dice.OneIn(2) ? 0 : dice.Throw(3); down > 0; down--)
        {
            name = Below(dice, name);
        }

        byte[] mixed = name.Wire.ToArray();
        for (int at = 0; dice.OneIn(3) && at < mixed.Length; at++)
        {
            mixed[at] = char.IsAsciiLetterLower((char)mixed[at]) && dice.OneIn(2) ? (byte)(mixed[at] - 0x20) : mixed[at];
        }

        return DomainName.FromWire(mixed);
    }

    private static DomainName Below(Dice dice, DomainName name) =>
        dice.OneIn(2)
            ? DomainName.Parse($"{dice.Pick(OddLabels)}.{name}")
            : DomainName.Parse($"{(dice.OneIn(2) ? "0123456789abcdef"[dice.Throw(16)].ToString() : dice.Throw(260).ToString(System.Globalization.CultureInfo.InvariantCulture))}.{name}");
}
