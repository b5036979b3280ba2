using ReverseDns.Protocol;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Zones.Tests;

/// <summary>The measure is measured: by the examples that the RFCs give.</summary>
public class ReferenceServerTests
{
    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Answers_every_scenario_as_written(string file)
    {
        Scenario scenario = ScenarioFolder.Read(file);
        var server = new ReferenceServer([.. scenario.Zones.Select(zone => zone.ToZone())]);
        Assert.NotEmpty(scenario.Questions);
        Assert.All(scenario.Questions, asked =>
        {
            Question question = asked.Question;
            ReferenceResponse response = server.Answer(question.Name, question.Type, question.DnssecOk);
            IReadOnlyList<string> actual = asked.Relevant(ScenarioQuestion.Describe(response));
            Assert.True(
                asked.Expected.SequenceEqual(actual, StringComparer.Ordinal),
                $"{scenario.File}:{asked.Line}: {question}\nexpected:\n{string.Join('\n', asked.Expected)}\nactual:\n{string.Join('\n', actual)}");
        });
    }

    public static TheoryData<string> Scenarios() => [.. ScenarioFolder.Names()];

    [Theory]
    [InlineData("example", "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom")]
    [InlineData("a.example", "35mthgpgcu1qg68fab165klnsnk3dpvl")]
    [InlineData("*.w.example", "r53bq7cc2uvmubfu5ocmm6pers9tk9en")]
    [InlineData("2t7b4g4vsa5smi47k61mv5bv1a22bojr.example", "kohar7mbb8dc2ce8a9qvl8hon4k53uhi")]
    public void Hashes_names_as_in_RFC_5155_appendix_A(string name, string hash)
    {
        var parameters = new Nsec3Parameters(1, 12, new byte[] { 0xAA, 0xBB, 0xCC, 0xDD });
        Assert.Equal(
            DomainName.Parse($"{hash}.example"), parameters.OwnerOf(DomainName.Parse(name), DomainName.Parse("example")));
    }

    [Fact]
    public void Follows_sixteen_aliases_and_no_more()
    {
        IEnumerable<string> lines = Enumerable.Range(0, 20).Select(i => $"a{i} CNAME a{i + 1}");
        string text = "@ SOA ns.test. hostmaster.test. 1 2 3 4 5\n" + string.Join('\n', lines) + "\na20 A 192.0.2.1\na16 TXT x\n";
        var origin = DomainName.Parse("chain.test");
        var server = new ReferenceServer([new ReferenceZone(origin, MasterText.Read(text, origin))]);
        Assert.Equal(17, server.Answer(DomainName.Parse("a0.chain.test"), RecordType.A, dnssecOk: false).Answer.Count);
        Assert.Equal(17, server.Answer(DomainName.Parse("a4.chain.test"), RecordType.A, dnssecOk: false).Answer.Count);
    }
}
