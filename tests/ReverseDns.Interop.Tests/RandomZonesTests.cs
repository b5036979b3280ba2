using ReverseDns.Interop.Tests.Peers;
using ReverseDns.Protocol;
using ReverseDns.Zones.Tests.Reference;
using Xunit.Abstractions;

namespace ReverseDns.Interop.Tests;

/// <summary>The random zones of the property test, each set below a name of its own, in all servers at once.</summary>
public class RandomZonesTests(ITestOutputHelper output)
{
    private const int QuestionsPerSet = 60;
    private static readonly int Sets = Environment.GetEnvironmentVariable("RDNS_LONG") is "1" ? 1_500 : 150;

    [PeerFact]
    public async Task Where_NSD_Knot_and_BIND_agree_so_do_we()
    {
        List<(IReadOnlyList<ReferenceZone> Zones, Dice Dice, ZoneGenerator Generator)> sets = [.. Enumerable.Range(0, Sets).Select(NextSet)];
        await using Arena arena = await Arena.StartAsync(sets.SelectMany(set => set.Zones));
        var served = arena.Served.Select(zone => zone.Origin).ToHashSet();
        List<Question> questions = [];
        foreach ((IReadOnlyList<ReferenceZone> zones, Dice dice, ZoneGenerator generator) in sets)
        {
            var asked = new QuestionGenerator(dice, generator, zones);
            questions.AddRange(zones.All(zone => served.Contains(zone.Origin))
                ? Enumerable.Range(0, QuestionsPerSet).Select(_ => asked.Next()).Where(question => question.Type != RecordType.ANY)
                : []);
        }

        Comparison comparison = await arena.CompareAsync(questions);
        output.WriteLine($"{served.Count} of {sets.Sum(set => set.Zones.Count)} zones taken by all");
        output.WriteLine(comparison.ToString());
        Assert.True(comparison.Agreed > comparison.Asked / 2, comparison.ToString());
        Assert.True(comparison.Different == 0, comparison.ToString());
    }

    private static (IReadOnlyList<ReferenceZone> Zones, Dice Dice, ZoneGenerator Generator) NextSet(int number)
    {
        var dice = new Dice((ulong)number);
        var generator = new ZoneGenerator(dice, DomainName.Parse($"s{number}.example"));
        return ([.. generator.Next().Where(IsConfigurable).Select(draft => Acceptable(draft).ToZone())], dice, generator);
    }

    /// <summary>
    /// NSD and Knot refuse a zone with anything below a DNAME. And no peer proves a wildcard that is an empty non-terminal,
    /// which we do as RFC 4035, section 3.1.3.4, wants it: so there is nothing below a wildcard in signed zones here.
    /// </summary>
    private static ZoneDraft Acceptable(ZoneDraft zone)
    {
        List<DomainName> renamed = [.. zone.Records.Where(record => record.Type == RecordType.DNAME).Select(record => record.Owner)];
        return zone with
        {
            Records = [.. zone.Records.Where(record =>
                !renamed.Exists(above => record.Owner != above && record.Owner.IsAtOrBelow(above))
                && (zone.Signing == Signing.None || !record.Owner.ToString().Contains(".*.", StringComparison.Ordinal)))],
        };
    }

    /// <summary>Configuration files have escapes of their own: no peer is asked to read odd names there.</summary>
    private static bool IsConfigurable(ZoneDraft zone) => zone.Origin.ToString().All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-');
}
