using ReverseDns.Dnssec;
using ReverseDns.Interop.Tests.Peers;
using ReverseDns.Protocol;
using ReverseDns.Zones;
using ReverseDns.Zones.Tests.Reference;
using Xunit.Abstractions;

namespace ReverseDns.Interop.Tests;

/// <summary>Zones that BIND's, ldns' and Knot's signers have signed, with NSEC, NSEC3 and opt-out.</summary>
public sealed class SignedZonesTests(ITestOutputHelper output)
{
    private const int QuestionsPerZone = 2_000;

    private const string Unsigned = """
        $TTL 3600
        @ SOA ns.example.net. hostmaster.example.net. 1 7200 900 1209600 300
        @ NS ns.example.net.
        @ NS ns1
        @ MX 10 host
        ns1 A 192.0.2.1
        host A 192.0.2.2
        host AAAA 2001:db8::2
        www CNAME host
        far CNAME www.example.net.
        gone CNAME nowhere
        deep.down.under TXT "below two empty non-terminals"
        * TXT "any"
        *.wild MX 10 host
        x.wild A 192.0.2.3
        *.alias CNAME host
        dn DNAME target
        a.target A 192.0.2.4
        b.target CNAME a.wild
        insecure NS ns.insecure
        insecure NS ns.example.net.
        ns.insecure A 192.0.2.5
        lonely.below.ent NS ns.example.net.
        secure NS ns.secure
        secure DS 4660 13 2 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F
        ns.secure AAAA 2001:db8::5
        1.10 PTR host.example.net.
        MixedCase A 192.0.2.6
        odd TYPE65280 \# 4 01020304
        big TXT "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        big TXT "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
        big TXT "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
        big TXT "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
        """;

    [PeerFact("dnssec-keygen", "dnssec-signzone", "ldns-keygen", "ldns-signzone", "kzonesign")]
    public async Task Are_answered_like_the_peers_and_the_reference()
    {
        string folder = Directory.CreateTempSubdirectory("rdns-signed-").FullName;
        List<PeerZone> zones = [];
        foreach ((string name, Func<string, PeerZone, Task<string>> signAsync) in Signers.All)
        {
            string home = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
            var origin = DomainName.Parse($"{name}.example");
            string file = Path.Combine(home, "unsigned");
            await File.WriteAllTextAsync(file, RecordText.Lines(MasterText.Read(Unsigned, origin)));
            zones.Add(new PeerZone(origin, await signAsync(home, new PeerZone(origin, file))));
            AssertVerifies(zones[^1]);
        }

        await using Arena arena = await Arena.StartAsync(folder, zones, PeerKind.All);
        Assert.Equal(zones.Count, arena.Served.Count);
        List<ReferenceZone> records = [.. zones.Select(ZoneRecords.Read)];
        List<Question> questions = [.. records.SelectMany(Questions)];

        Comparison comparison = await arena.CompareAsync(questions);

        output.WriteLine(comparison.ToString());
        using var compiled = new CompiledZones(records);
        var reference = new ReferenceServer(records);
        Assert.All(questions, question => Assert.True(
            PropertyCase.Faults(reference, compiled, question) is [],
            $"{question}: {string.Join('\n', PropertyCase.Faults(reference, compiled, question))}"));
        Assert.True(comparison.Different == 0, comparison.ToString());
    }

    /// <summary>By the gate: whole, and as a change that touches every owner. Our own have no salt.</summary>
    private static void AssertVerifies(PeerZone zone)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        var verifier = new SignatureVerifier { IsOfOthers = true };
        using ZoneContents signed = ZoneFile.Read(zone.File, zone.Origin, ZoneFileOptions.Default, [], out _)!;
        using var version = CompiledZone.Compile(signed);
        using var removed = new ZoneContentsBuilder(zone.Origin);
        using var added = new ZoneContentsBuilder(zone.Origin);
        bool isSalted = false;
        foreach (RRsetView rrset in signed)
        {
            isSalted |= rrset.Type == RecordType.NSEC3PARAM && rrset.Rdata(0)[4] > 0;
            for (int i = 0; i < rrset.Count && rrset.Type != RecordType.NSEC3PARAM; i++)
            {
                added.Add(rrset.Owner, rrset.Type, rrset.Ttl, rrset.Rdata(i));
            }
        }

        using var change = new ZoneDiff(new Serial(1), new Serial(1), removed.Build(), added.Build());
        Assert.Equal([], verifier.Verify(signed, now).Faults);
        Assert.Equal([], verifier.Verify(version, change, now).Faults);
        Assert.Equal(isSalted, new SignatureVerifier().Verify(signed, now).Faults.Any(fault => fault.Contains("salt", StringComparison.Ordinal)));
    }

    private static IEnumerable<Question> Questions(ReferenceZone zone)
    {
        var dice = new Dice(1);
        var asked = new QuestionGenerator(dice, new ZoneGenerator(dice, zone.Origin), [zone]);

        // Below an empty non-terminal that opt-out leaves out of the chain, while the wildcard at the apex exists.
        var leftOut = new Question(
            DomainName.Parse($"x.below.ent.{zone.Origin}"), RecordType.A, Edns: true, DnssecOk: true, MaxSize: 1232);
        return Enumerable.Range(0, QuestionsPerZone).Select(_ => asked.Next())
            .Where(question => question.Type != RecordType.ANY).Prepend(leftOut);
    }
}
