using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ReverseDns.Protocol;

namespace ReverseDns.Registry.Tests;

public sealed class BuildPropertyTests
{
    private const int Builds = 60;

    // Few bits vary, so that blocks meet, hold and cross each other.
    private static readonly Gen<AddressRange> Blocks =
        Gen.Choose(0, 3).SelectMany(second => Gen.Choose(0, 2).SelectMany(third => Gen.Choose(0, 255).SelectMany(fourth =>
            Gen.Choose(12, 40).Select(length => Block(second, third, fourth, length)))));

    private static readonly Gen<(string Rule, string Labels, string Overlaps)> Rules =
        Gen.Elements("lacnic", "ripe", "any-length").SelectMany(rule =>
            Gen.Elements("first-length", "first-last", "slash", "at").SelectMany(labels =>
                Gen.Elements("longest", "shortest", "error").Select(overlaps => (rule, labels, overlaps))));

    [Fact]
    public void Whatever_is_asked_for_nothing_vanishes_and_no_record_hides_another() =>
        Prop.ForAll(Blocks.ListOf().ToArbitrary(), Rules.ToArbitrary(), (blocks, rules) =>
        {
            using var registry = new TestRegistry(
                $"  - prefix: 10.0.0.0/8\n    cuts: {rules.Rule}\n    labels: {rules.Labels}\n    overlaps: {rules.Overlaps}\n"
                + "  - prefix: 10.1.1.0/24\n    cuts: any-length");
            var objects = new StringBuilder("person: keeps the file from being empty\n\n");
            foreach ((AddressRange block, int index) in blocks.Select((block, index) => (block, index)))
            {
                string first = AddressPrefix.Containing(block.First, 32, isIPv6: false).FirstToString();
                string last = AddressPrefix.Containing(block.Last, 32, isIPv6: false).FirstToString();
                objects.Append($"inetnum: {first} - {last}\n{Servers(index)}\n");
            }

            BuildReport report = registry.Build(objects.ToString());

            Assert.Equal(BuildOutcome.Published, report.Outcome);
            Assert.Equal(
                report.Totals.Read,
                report.Totals.Accepted + report.Totals.Rejected + report.Totals.Merged + report.Totals.Foreign);
            AssertNothingHidden(registry.Records("10.in-addr.arpa"), blocks);
            AssertNothingHidden(registry.Records("1.1.10.in-addr.arpa"), blocks);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Builds));

    private static void AssertNothingHidden(string[] records, IReadOnlyCollection<AddressRange> blocks)
    {
        HashSet<DomainName> cuts = [.. Owners(records, "NS")];
        Assert.All(cuts, cut => Assert.DoesNotContain(Ancestors(cut), cuts.Contains));
        DomainName[] aliases = [.. Owners(records, "CNAME")];
        Assert.Equal(aliases.Length, aliases.Distinct().Count());
        foreach (DomainName alias in aliases)
        {
            Assert.DoesNotContain(Ancestors(alias).Prepend(alias), cuts.Contains);
            Assert.True(ReverseName.TryParse(alias, out AddressPrefix address));
            Assert.Contains(blocks, block => block.Contains(new AddressRange(address)));
        }

        IEnumerable<DomainName> targets = records.Select(record => record.Split(' '))
            .Where(fields => string.Equals(fields[1], "CNAME", StringComparison.Ordinal))
            .Select(fields => DomainName.Parse(fields[2]));
        Assert.All(targets, target => Assert.Contains(target.Parent, cuts));
    }

    private static IEnumerable<DomainName> Owners(string[] records, string type) =>
        records.Select(record => record.Split(' '))
            .Where(fields => string.Equals(fields[1], type, StringComparison.Ordinal))
            .Select(fields => DomainName.Parse(fields[0]));

    private static IEnumerable<DomainName> Ancestors(DomainName name)
    {
        for (DomainName above = name.Parent; !above.IsRoot; above = above.Parent)
        {
            yield return above;
        }
    }

    /// <summary>Lengths past 32 are ranges that are not one prefix.</summary>
    private static AddressRange Block(int second, int third, int fourth, int length)
    {
        var address = (UInt128)(uint)((10 << 24) | (second << 16) | (third << 8) | fourth);
        if (length <= 32)
        {
            return new AddressRange(AddressPrefix.Containing(address, length, isIPv6: false));
        }

        Assert.True(AddressRange.TryCreate(address, address + (uint)(length * length), isIPv6: false, out AddressRange range));
        return range;
    }

    /// <summary>Two in three objects have the same servers, so that some delegations are merged.</summary>
    private static string Servers(int index) =>
        index % 3 == 0 ? "nserver: a.example.net\nnserver: b.example.net\n" : TestRegistry.TwoServers;
}
