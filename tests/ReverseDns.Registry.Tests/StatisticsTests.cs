using System.Globalization;

namespace ReverseDns.Registry.Tests;

public sealed class StatisticsTests
{
    private const string Two = TestRegistry.TwoServers;

    private const string Source = """
          - { name: statistics, format: statistics, file: statistics }
          - { name: members, format: rpsl, file: members.rpsl, holders: [statistics], holder-attribute: org }
        """;

    [Theory]
    [InlineData("10.1.0.0 - 10.1.255.255", "A", "")]
    [InlineData("10.1.0.0 - 10.1.255.255", "B", "held by 'A'")]
    [InlineData("10.2.0.0 - 10.2.0.255", "A", "")] // 768 addresses, no one prefix
    [InlineData("10.2.2.0 - 10.2.3.255", "A", "not in statistics")] // its last 256 are nobody's
    [InlineData("10.3.0.0 - 10.3.255.255", "A", "available or reserved")]
    [InlineData("10.4.0.0 - 10.4.255.255", "A", "not in statistics")]
    [InlineData("10.8.0.0 - 10.9.255.255", "C", "")] // two records of one holder side by side
    public void A_delegation_lies_in_the_space_of_its_holder(string block, string holder, string reason)
    {
        using TestRegistry registry = Registry(
            "x|UY|ipv4|10.1.0.0|65536|20000101|allocated|A\nx|UY|ipv4|10.2.0.0|768|00000000|assigned|A\n"
            + "x||ipv4|10.3.0.0|65536||available\nx|UY|ipv4|10.8.0.0|65536|20000101|allocated|C\n"
            + "x|UY|ipv4|10.9.0.0|65536|20000101|allocated|C|extra\n", 5);
        BuildReport report = registry.Build($"inetnum: {block}\norg: {holder}\n{Two}");

        Assert.Equal(BuildOutcome.Published, report.Outcome);
        Assert.Equal(
            reason.Length > 0,
            report.Lines.Any(line => line.Kind == ReportKind.Rejected
                && line.Reason.Contains(reason, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("x|UY|ipv4|10.1.0.0|65536|20000101", 3, "6")] // fields
    [InlineData("|UY|ipv4|10.1.0.0|65536|20000101|allocated|A", 3, "registry")]
    [InlineData("x|URY|ipv4|10.1.0.0|65536|20000101|allocated|A", 3, "country")]
    [InlineData("x|UY|ipv5|10.1.0.0|65536|20000101|allocated|A", 3, "type")]
    [InlineData("x|UY|ipv4|10.1.0.0|0|20000101|allocated|A", 3, "IPv4")]
    [InlineData("x|UY|ipv4|255.255.255.0|257|20000101|allocated|A", 3, "IPv4")]
    [InlineData("x|UY|ipv4|10.1.0.0|many|20000101|allocated|A", 3, "number")]
    [InlineData("x|UY|ipv4|10.1.0.0|65536|20001301|allocated|A", 3, "date")]
    [InlineData("x|UY|ipv4|10.1.0.0|65536|20000101|alloc", 3, "status")]
    [InlineData("x|UY|ipv6|2001:db8::1|32|20000101|allocated|A", 3, "IPv6")]
    [InlineData("x|UY|asn|AS1|1|20000101|allocated|A", 3, "AS numbers")]
    [InlineData("x|*|ipv4|*|many|summary", 3, "summary")]
    public void A_malformed_line_stops_the_build_with_file_line_and_reason(string line, int number, string reason)
    {
        using TestRegistry registry = Registry(line + "\n", 1);
        BuildReport report = registry.Build($"inetnum: 10.1.0.0 - 10.1.255.255\norg: A\n{Two}");

        Assert.Equal(BuildOutcome.Failed, report.Outcome);
        Assert.Contains(report.Lines, found => found.Kind == ReportKind.Error && found.Line == number
            && string.Equals(found.File, "statistics", StringComparison.Ordinal)
            && found.Reason.Contains(reason, StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(registry.Output, "*.zone"));
    }

    [Theory]
    [InlineData(100, BuildOutcome.Published)]
    [InlineData(90, BuildOutcome.Published)] // more than promised
    [InlineData(101, BuildOutcome.Published)] // one in a hundred may be missing
    [InlineData(103, BuildOutcome.Refused)]
    public void Counts_that_do_not_match_are_a_warning_and_many_missing_records_are_damage(int promised, BuildOutcome outcome)
    {
        string records = string.Concat(Enumerable.Range(0, 100).Select(
            number => string.Create(CultureInfo.InvariantCulture, $"x|UY|ipv4|10.{number}.0.0|65536|20000101|allocated|A\n")));
        using TestRegistry registry = Registry(records, promised);
        BuildReport report = registry.Build($"inetnum: 10.1.0.0 - 10.1.255.255\norg: A\n{Two}");

        Assert.Equal(outcome, report.Outcome);
        Assert.Equal(promised != 100, report.Lines.Any(line => line.Kind == ReportKind.Warning));
    }

    [Theory]
    [InlineData("MD5 (statistics) = {0}\n", true)]
    [InlineData("{0}  statistics\n", true)]
    [InlineData("MD5 (statistics) = 00000000000000000000000000000000\n", false)]
    public void A_companion_check_sum_is_compared(string text, bool matches)
    {
        using TestRegistry registry = Registry("x|UY|ipv4|10.1.0.0|65536|20000101|allocated|A\n", 1);
        BuildReport first = registry.Build($"inetnum: 10.1.0.0 - 10.1.255.255\norg: A\n{Two}");
        registry.Write(
            "statistics.md5", text.Replace("{0}", first.Sources[0].Edition.Md5, StringComparison.Ordinal));

        Assert.Equal(matches ? BuildOutcome.Unchanged : BuildOutcome.Refused, registry.Build().Outcome);
    }

    [Fact]
    public void An_older_edition_than_the_last_one_is_refused_until_a_person_accepts_it()
    {
        const string Record = "x|UY|ipv4|10.1.0.0|65536|20000101|allocated|A\n";
        using TestRegistry registry = Registry(Record, 1, "1567951216119", "20260102");
        registry.Build($"inetnum: 10.1.0.0 - 10.1.255.255\norg: A\n{Two}");
        registry.Write("statistics", Statistics(Record, 1, "1567951216118", "20260102"));

        BuildReport refused = registry.Build();
        BuildReport accepted = registry.Build(objects: null, new GuardOverride("hostmaster", "restored from a backup"));

        Assert.Equal(BuildOutcome.Refused, refused.Outcome);
        Assert.Equal(GuardReason.OlderSource, Assert.Single(refused.Findings).Reason);
        Assert.Equal(BuildOutcome.Unchanged, accepted.Outcome);
        Assert.Equal(BuildOutcome.Unchanged, registry.Build().Outcome);
        Assert.Contains("restored from a backup", File.ReadAllText(Path.Combine(registry.Output, "registry-state.json")),
            StringComparison.Ordinal);
    }

    private static TestRegistry Registry(string records, int count, string serial = "1", string endDate = "20260101")
    {
        var registry = new TestRegistry("  - prefix: 10.0.0.0/8", source: Source);
        registry.Write("statistics", Statistics(records, count, serial, endDate));
        return registry;
    }

    private static string Statistics(string records, int count, string serial, string endDate) =>
        string.Create(CultureInfo.InvariantCulture,
            $"# conditions of use\n2.3|x|{serial}|{count}|00000000|{endDate}|00000\n{records}");
}
