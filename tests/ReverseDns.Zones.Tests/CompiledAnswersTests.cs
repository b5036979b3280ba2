using System.Globalization;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Zones.Tests;

/// <summary>
/// What the compiled zones answer is what the reference answers. RDNS_LONG=1 tries very many more zones; RDNS_SEED
/// tries one seed again.
/// </summary>
public class CompiledAnswersTests
{
    private const int Batches = 8;
    private const int QuestionsPerZoneSet = 40;
    private static readonly bool Long = Environment.GetEnvironmentVariable("RDNS_LONG") is "1";
    private static readonly string? Seed = Environment.GetEnvironmentVariable("RDNS_SEED");
    private static readonly int ZoneSetsPerBatch = Long ? 2_500 : 50;

    [Theory]
    [MemberData(nameof(BatchNumbers))]
    public void Equal_the_reference_over_random_zones_and_questions(int batch)
    {
        IEnumerable<ulong> seeds = Seed is null
            ? Enumerable.Range(batch * ZoneSetsPerBatch, ZoneSetsPerBatch).Select(number => (ulong)number)
            : [ulong.Parse(Seed, CultureInfo.InvariantCulture)];
        foreach (ulong seed in seeds)
        {
            PropertyCase? failing = FirstFailure(seed);
            Assert.True(failing is null, $"RDNS_SEED={seed}\n{failing?.Shrink().Describe()}");
        }
    }

    public static TheoryData<int> BatchNumbers() => [.. Enumerable.Range(0, Seed is null ? Batches : 1)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Are_those_of_every_scenario(string file)
    {
        Scenario scenario = ScenarioFolder.Read(file);
        using var zones = new CompiledZones(scenario.Zones.Select(zone => zone.ToZone()));
        Assert.All(scenario.Questions, asked =>
        {
            IReadOnlyList<string> actual = asked.Relevant(ScenarioQuestion.Describe(zones.Ask(asked.Question)));
            Assert.True(
                asked.Expected.SequenceEqual(actual, StringComparer.Ordinal),
                $"{scenario.File}:{asked.Line}: {asked.Question}\nexpected:\n{string.Join('\n', asked.Expected)}\nactual:\n{string.Join('\n', actual)}");
        });
    }

    public static TheoryData<string> Scenarios() => [.. ScenarioFolder.Names()];

    private static PropertyCase? FirstFailure(ulong seed)
    {
        var dice = new Dice(seed);
        var generator = new ZoneGenerator(dice);
        IReadOnlyList<ZoneDraft> zones = generator.Next();
        ReferenceZone[] reference = [.. zones.Select(zone => zone.ToZone())];
        var server = new ReferenceServer(reference);
        using var compiled = new CompiledZones(reference);
        var questions = new QuestionGenerator(dice, generator, reference);
        return Enumerable.Range(0, QuestionsPerZoneSet)
            .Select(_ => questions.Next())
            .Where(question => PropertyCase.Faults(server, compiled, question).Count > 0)
            .Select(question => new PropertyCase(zones, question))
            .FirstOrDefault();
    }
}
