using ReverseDns.Interop.Tests.Peers;
using ReverseDns.Protocol;
using ReverseDns.Zones;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Interop.Tests;

/// <summary>Names made for the addresses of a prefix, ours and those of Knot's mod-synthrecord with every digit of IPv6 addresses.</summary>
public class KnotSynthesisTests
{
    private const int QuestionsPerZone = 3_000;
    private const uint TimeToLive = 1_234;
    private const string Parent = "dyn.ixp.example.";

    private static readonly RecordType[] Types =
        [RecordType.PTR, RecordType.PTR, RecordType.A, RecordType.AAAA, RecordType.TXT, RecordType.ANY, RecordType.SOA, RecordType.DS];

    private static readonly (string Zone, string Prefix, string Held)[] Zones =
    [
        ("2.0.192.in-addr.arpa.", "192.0.2.128/25", "200 PTR held.example.\n133 TXT held\n140 NS ns.example.\n141 DNAME other.example.\n"),
        ("113.0.203.in-addr.arpa.", "203.0.113.0/24", ""),
        ("198.in-addr.arpa.", "198.51.100.0/22", "1.100.51 PTR held.example.\n"),
        ("0.0.1.0.8.b.d.0.1.0.0.2.ip6.arpa.", "2001:db8:100:8000::/49", "a TXT held\nb NS ns.example.\n"),
        ("8.b.d.0.1.0.0.2.ip6.arpa.", "2001:db8:ffff::7000/116", ""),
        (Parent, "192.0.2.128/25", "192-0-2-200 TXT held\n192-0-2-201 NS ns.example.\nwww A 192.0.2.1\n"),
    ];

    [PeerFact]
    public async Task Both_answer_alike_where_names_are_made_beside_them_and_below()
    {
        string folder = Directory.CreateTempSubdirectory("rdns-interop-").FullName;
        var zones = new List<PeerZone>();
        var questions = new List<Question>();
        var dice = new Dice(1);
        foreach ((string zone, string prefix, string held) in Zones)
        {
            string file = Path.Combine(folder, $"{zones.Count}.zone");
            await File.WriteAllTextAsync(file, $"$TTL 600\n$ORIGIN {zone}\n@ SOA ns.example. hostmaster.example. 1 2 3 4 200\n@ NS ns.example.\n{held}");
            zones.Add(new PeerZone(DomainName.Parse(zone), file));
            questions.AddRange(Enumerable.Range(0, QuestionsPerZone).Select(_ => NextQuestion(dice, zones[^1].Origin, AddressPrefix.Parse(prefix))));
        }

        PeerKind knot = PeerKind.Knot with { Configuration = WithModules };
        await using Arena arena = await Arena.StartAsync(
            folder, zones, [knot], zone => new ZoneSynthesis(Zones.Where(entry => DomainName.Parse(entry.Zone) == zone).Select(Rule)));
        Comparison comparison = await arena.CompareAsync(questions);

        Assert.Equal(Zones.Length, arena.Served.Count);
        Assert.Equal(questions.Count, comparison.Agreed);
        Assert.True(comparison.Different == 0, comparison.ToString());
    }

    private static string WithModules(PeerSetup setup)
    {
        IReadOnlyList<PeerZone> zones = setup.Zones;
        string configuration = PeerKind.Knot.Configuration(setup);
        string modules = "mod-synthrecord:\n";
        for (int i = 0; i < zones.Count; i++)
        {
            string form = Zones[i].Zone is Parent ? "type: forward" : $"type: reverse\n    origin: {Parent}\n    reverse-short: off";
            modules += $"  - id: m{i}\n    {form}\n    ttl: {TimeToLive}\n    network: {Zones[i].Prefix}\n";
            configuration = configuration.Replace($"    file: \"{zones[i].File}\"\n", $"    file: \"{zones[i].File}\"\n    module: mod-synthrecord/m{i}\n", StringComparison.Ordinal);
        }

        return configuration.Replace("template:\n", modules + "template:\n", StringComparison.Ordinal);
    }

    private static SynthesisRule Rule((string Zone, string Prefix, string Held) entry)
    {
        Assert.True(NameTemplate.TryParse("{address}." + Parent, out NameTemplate? template, out _));
        Assert.True(SynthesisRule.TryCreate(
            DomainName.Parse(entry.Zone), AddressPrefix.Parse(entry.Prefix), template, TimeToLive, out SynthesisRule? rule, out string? whyNot), whyNot);
        return rule;
    }

    /// <summary>Of an address in the prefix or not far outside, cut off anywhere, or with a label too many.</summary>
    private static Question NextQuestion(Dice dice, DomainName zone, AddressPrefix prefix)
    {
        int hostBits = prefix.Width - prefix.Length + (dice.OneIn(3) ? 1 : 0);
        UInt128 offset = 0;
        for (int bit = 0; bit < hostBits; bit++)
        {
            offset = (offset << 1) | (uint)dice.Throw(2);
        }

        UInt128 first = hostBits > prefix.Width - prefix.Length ? prefix.Parent.First : prefix.First;
        var address = AddressPrefix.Containing(first + offset, prefix.Width, prefix.IsIPv6);
        bool isReverse = zone != DomainName.Parse(Parent);
        DomainName name = isReverse
            ? ReverseName.FromPrefix(address)
            : DomainName.Parse($"{address.FirstToString().Replace('.', '-')}.{Parent}");

        // Between the zone and the prefix Knot says NXDOMAIN of names that have others below them (RFC 8020).
        int labelsInside = isReverse ? (prefix.Width - prefix.Length) / (prefix.IsIPv6 ? 4 : 8) : 1;
        for (int up = dice.OneIn(2) ? 0 : dice.Throw(labelsInside + 1); up > 0; up--)
        {
            name = name.Parent;
        }

        name = dice.OneIn(6) ? DomainName.Parse($"x.{name}") : name;
        return new Question(name, dice.Pick(Types), Edns: true, DnssecOk: false, PeerKind.MaxPayload);
    }
}
