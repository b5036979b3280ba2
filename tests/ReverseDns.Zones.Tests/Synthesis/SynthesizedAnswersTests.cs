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
            List<ResourceRecord> held = SynthesisDice.Held(dice, DomainName.Parse(zone), near);
            HashSet<DomainName> owners = [.. held.Select(record => record.Owner)];
            var server = new ReferenceServer([new ReferenceZone(DomainName.Parse(zone), [.. held, .. made.Where(record => !owners.Contains(record.Owner))])]);
            using var compiled = new CompiledZones(
                [new ReferenceZone(DomainName.Parse(zone), held)], _ => new ZoneSynthesis([SynthesisRules.Rule(zone, prefix, template)]));
            for (int i = 0; i < QuestionsPerRound; i++)
            {
                var question = new Question(SynthesisDice.NextName(dice, near, held), dice.Pick(Types), Edns: true, DnssecOk: dice.OneIn(2), 4_096);
                IReadOnlyList<string> faults = PropertyCase.Faults(server, compiled, question);
                Assert.True(
                    faults.Count == 0,
                    $"round {round}, {prefix}: {question}\n{string.Join('\n', faults)}\n{compiled.Ask(question)}\nheld:\n{RecordText.Lines(held)}");
            }
        }
    }
}
