using ReverseDns.Protocol;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Zones.Tests.Synthesis;

/// <summary>
/// In a signed zone nothing that is given out denies what rules make, in whatever order a resolver has asked: RFC 8198 lets
/// it answer from the denials it has.
/// </summary>
public class SignedSynthesisTests
{
    private const int Rounds = 60;
    private const int QuestionsPerRound = 150;

    private static readonly RecordType[] Types =
    [
        RecordType.PTR, RecordType.PTR, RecordType.A, RecordType.AAAA, RecordType.CNAME, RecordType.DS, RecordType.NS,
        RecordType.TXT, RecordType.NSEC, RecordType.SOA,
    ];

    [Theory]
    [InlineData("2.0.192.in-addr.arpa.", "192.0.2.0/24", "{address}.dyn.ixp.example.")]
    [InlineData("192.in-addr.arpa.", "192.0.2.0/24", "h-{address}.dyn.ixp.example.")]
    [InlineData("2.0.192.in-addr.arpa.", "192.0.2.0/24", "{address}.2.0.192.in-addr.arpa.")]
    [InlineData("0.0.1.0.8.b.d.0.1.0.0.2.ip6.arpa.", "2001:db8:100:8000::a500/120", "{address}-x.ixp.example.")]
    [InlineData("dyn.ixp.example.", "192.0.2.0/24", "{address}.dyn.ixp.example.")]
    [InlineData("ixp.example.", "192.0.2.0/24", "h-{address}-x.a.dyn.ixp.example.")]
    [InlineData("ixp.example.", "2001:db8::ff00/120", "{address}.dyn.ixp.example.")]
    public void No_denial_given_out_spans_a_name_that_is_made(string zone, string block, string template)
    {
        var origin = DomainName.Parse(zone);
        for (int round = 0; round < Rounds; round++)
        {
            var dice = new Dice((ulong)round);
            var around = AddressPrefix.Parse(block);
            int length = around.Width - dice.Throw(9);
            var prefix = AddressPrefix.Containing(around.First + (uint)dice.Throw(256), length, around.IsIPv6);
            ResourceRecord[] near = [.. SynthesisRules.Materialize(zone, around, template)];
            List<ResourceRecord> held = SynthesisDice.Held(dice, origin, near);
            ResourceRecord[] made = [.. SynthesisRules.Materialize(zone, prefix, template).Where(record => IsMade(record.Owner, held))];
            var server = new ReferenceServer([new ReferenceZone(origin, [.. held, .. made])]);
            using var compiled = new CompiledZones(
                [new ReferenceZone(origin, ToySigner.Sign(origin, held, Signing.Nsec))],
                _ => new ZoneSynthesis([SynthesisRules.Rule(zone, prefix, template)], new ToyOnlineSigner(origin)),
                Signatures());
            var rules = new DenialRules(origin, made);
            for (int i = 0; i < QuestionsPerRound; i++)
            {
                var question = new Question(SynthesisDice.NextName(dice, near, held), dice.Pick(Types), Edns: true, DnssecOk: true, 4_096);
                DecodedResponse response = compiled.Ask(question);
                string? fault = rules.Fault(response) ?? Fault(question, response, server);
                Assert.True(
                    fault is null, $"round {round}, {prefix}: {question}\n{fault}\n{response}\nheld:\n{RecordText.Lines(held)}");
            }
        }
    }

    [Fact]
    public void Beyond_the_limit_clients_are_sent_to_TCP_and_there_get_SERVFAIL_until_time_has_passed()
    {
        var clock = new SteppedClock();
        var signer = new ToyOnlineSigner(DomainName.Parse(SmallZone.Origin));
        var options = new OnlineSigningOptions { SignaturesPerSecond = 100 };
        using CompiledZones overUdp = SmallZone.Compile(signer, new OnlineSignatures(options, clock, canTruncate: true));
        using CompiledZones overTcp = SmallZone.Compile(signer, new OnlineSignatures(options, clock, canTruncate: false));
        foreach (CompiledZones zones in new[] { overUdp, overTcp })
        {
            signer.Reset();
            DecodedResponse[] responses = [.. Enumerable.Range(0, 50).Select(address => zones.Ask(SmallZone.Pointer(address)))];
            DecodedResponse kept = zones.Ask(SmallZone.Pointer(3));
            int made = signer.Made;
            clock.Advance(TimeSpan.FromSeconds(1));
            DecodedResponse[] later = [.. Enumerable.Range(100, 50).Select(address => zones.Ask(SmallZone.Pointer(address)))];

            // A tenth of a second's worth may come at once.
            Assert.Equal((10, 20), (made, signer.Made));
            Assert.All(responses[..10].Concat(later[..10]).Append(kept), response => Assert.Equal(2, response.Answer.Count));
            Assert.All(responses[10..].Concat(later[10..]), response =>
            {
                Assert.Empty(response.Answer.Concat(response.Authority));
                Assert.Equal(zones == overUdp, response.IsTruncated);
                Assert.Equal(zones == overUdp ? ResponseCode.NoError : ResponseCode.ServFail, response.ResponseCode);
            });
        }
    }

    [Fact]
    public void A_signature_that_takes_longer_counts_as_many()
    {
        var signer = new ToyOnlineSigner(DomainName.Parse(SmallZone.Origin)) { Cost = 5 };
        var options = new OnlineSigningOptions { SignaturesPerSecond = 100 };
        using CompiledZones zones = SmallZone.Compile(signer, new OnlineSignatures(options, new SteppedClock(), canTruncate: true));

        Assert.Equal(2, Enumerable.Range(0, 50).Count(address => zones.Ask(SmallZone.Pointer(address)).Answer.Count > 0));
    }

    [Fact]
    public void A_signature_is_given_out_for_an_hour_and_then_made_anew()
    {
        var clock = new SteppedClock();
        var signer = new ToyOnlineSigner(DomainName.Parse(SmallZone.Origin));
        using CompiledZones zones = SmallZone.Compile(signer, new OnlineSignatures(new OnlineSigningOptions(), clock, canTruncate: true));
        zones.Ask(SmallZone.Pointer(1));
        clock.Advance(TimeSpan.FromMinutes(59));
        zones.Ask(SmallZone.Pointer(1));
        int made = signer.Made;
        clock.Advance(TimeSpan.FromMinutes(2));
        zones.Ask(SmallZone.Pointer(1));

        Assert.Equal((1, 2), (made, signer.Made));
    }

    [Fact]
    public void Without_a_key_who_wants_signatures_gets_SERVFAIL_for_what_is_made_and_for_denials_around_it()
    {
        using CompiledZones zones = SmallZone.Compile(null, Signatures());
        Question made = SmallZone.Pointer(200);
        Question denied = made with { Name = DomainName.Parse($"x.{made.Name}") };
        Question held = made with { Name = DomainName.Parse($"1.{SmallZone.Origin}") };

        Assert.Equal(ResponseCode.ServFail, zones.Ask(made).ResponseCode);
        Assert.Equal(ResponseCode.ServFail, zones.Ask(denied).ResponseCode);
        Assert.Equal(2, zones.Ask(held).Answer.Count);
        Assert.Single(zones.Ask(made with { DnssecOk = false }).Answer);
        Assert.Equal(ResponseCode.NxDomain, zones.Ask(denied with { DnssecOk = false }).ResponseCode);
    }

    private static OnlineSignatures Signatures() =>
        new(new OnlineSigningOptions { SignaturesPerSecond = OnlineSigningOptions.MostSignatures }, new RunningClock(), canTruncate: true);

    /// <summary>The zone has nothing there, and no cut or DNAME above.</summary>
    private static bool IsMade(DomainName name, List<ResourceRecord> held) => held.TrueForAll(record =>
        record.Owner != name
        && (record.Type is not (RecordType.NS or RecordType.DNAME) || record.Owner == held[0].Owner || !name.IsAtOrBelow(record.Owner)));

    /// <summary>What is answered is what a zone with the records answers; a chain may end early, as resolvers go on by themselves.</summary>
    private static string? Fault(Question question, DecodedResponse response, ReferenceServer server)
    {
        // A wildcard answers there, and nothing right before the name can be signed.
        bool hasNoNameBefore = question.Name.Wire[question.Name.Wire[0]] == 0;
        if (response.ResponseCode is not (ResponseCode.NoError or ResponseCode.NxDomain or ResponseCode.YxDomain))
        {
            return hasNoNameBefore ? null : "no answer";
        }

        // The reference's zone has no denials to be asked for.
        if (question.Type == RecordType.NSEC)
        {
            return null;
        }

        string[] expected = [.. server.Answer(question.Name, question.Type, dnssecOk: false).Answer.SelectMany(rrset => rrset.Lines())];
        string[] actual = [.. response.Answer.Where(record => record.Type is not (RecordType.RRSIG or RecordType.NSEC))
            .Select(record => RecordText.Comparable(record.Owner, record.Type, record.Ttl, record.Rdata.Span))];
        return actual.Length == 0 != (expected.Length == 0) || actual.Except(expected, StringComparer.Ordinal).Any()
            ? $"answered:\n{string.Join('\n', actual)}\nexpected:\n{string.Join('\n', expected)}"
            : null;
    }
}
