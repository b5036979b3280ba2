namespace ReverseDns.Registry.Tests;

public sealed class ZonePlanTests
{
    [Fact]
    public void Everything_wrong_with_a_plan_is_listed_at_once_with_line_and_column()
    {
        List<PlanDiagnostic> diagnostics = Read(
            """
            defaults:
              soa: { primary: ns.example.net, mailbox: hostmaster.example.net, refresh: soon }
              nameservers: [ns.example.net, "under_score.example.net"]
              cuts: arin
              overlap: longest
            guard: { delegations: 200% }
            sources:
              - { name: a, format: rpsl, file: a.rpsl, holders: [nobody] }
              - { format: csv }
            zones:
              - prefix: 10.0.0.0/9
              - prefix: 10.0.0.1/8
              - prefix: 172.16.0.0/16
                minimum-nameservers: 0
              - name: example.org
            nonsense: yes
            """);

        string[] expected =
            [
                "plan.yaml:2:77: error: 'soon' is not a time: seconds, or such as 1h30m, 2d, 1w",
                "plan.yaml:3:33: error: 'under_score.example.net' is not a host name of letters, digits and hyphens",
                "plan.yaml:4:9: error: 'cuts' is one of lacnic, ripe, any-length, not 'arin'",
                "plan.yaml:5:3: error: unknown key 'overlap'; known here: cuts, ds, labels, minimum-nameservers, "
                    + "nameservers, overlaps, soa, too-few-nameservers, ttl",
                "plan.yaml:6:23: error: '200%' is not a share from 0% to 100%",
                "plan.yaml:8:5: error: 'nobody' is not a source of statistics in this plan",
                "plan.yaml:9:5: error: a source needs 'file'",
                "plan.yaml:9:5: error: a source needs 'name'",
                "plan.yaml:9:15: error: 'format' is one of statistics, rpsl, not 'csv'",
                "plan.yaml:11:13: error: 10.0.0.0/9 does not end on a label border: name the zones it is made of",
                "plan.yaml:12:13: error: '10.0.0.1/8' is not an address prefix",
                "plan.yaml:14:26: error: '0' is not a number from 1 to 13",
                "plan.yaml:15:11: error: example.org. is not in the reverse tree: such a zone needs a 'file' written by hand",
                "plan.yaml:16:1: error: unknown key 'nonsense'; known here: defaults, guard, serial, sources, zones",
            ];
        IEnumerable<PlanDiagnostic> sorted = diagnostics
            .OrderBy(found => found.Line).ThenBy(found => found.Column).ThenBy(found => found.Message, StringComparer.Ordinal);
        Assert.Equal(string.Join('\n', expected), string.Join('\n', sorted));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("- a list", 1)]
    [InlineData("zones: [\n  { prefix: 10.0.0.0/8 }\nsources:", 1)] // never closed
    [InlineData("zones: []\nzones: []", 2)] // named twice
    public void Text_that_is_no_plan_is_an_error_with_its_line(string text, int line)
    {
        PlanDiagnostic diagnostic = Assert.Single(Read(text));
        Assert.Equal(line, diagnostic.Line);
    }

    [Fact]
    public void A_plan_that_is_not_there_is_an_error()
    {
        var diagnostics = new List<PlanDiagnostic>();
        Assert.Null(ZonePlan.Read("/nonexistent/plan.yaml", diagnostics));
        Assert.Single(diagnostics);
    }

    [Theory]
    [InlineData("zones: [{ prefix: 10.0.0.0/8 }]", "has no 'nameservers'")]
    [InlineData("zones: [{ prefix: 10.0.0.0/8, nameservers: [ns.example.net] }]", "needs 'primary' and 'mailbox'")]
    [InlineData("zones: [{ prefix: 10.0.0.0/8, nameservers: [ns.10.in-addr.arpa] }]", "needs 'addresses'")]
    [InlineData("zones: [{ name: [10.in-addr.arpa, 11.in-addr.arpa], file: a.zone, nameservers: [ns.example.net] }]",
        "a file is one zone")]
    [InlineData("zones: [{ prefix: 10.0.0.0/8 }, { name: 10.in-addr.arpa }]", "stands above already")]
    [InlineData("sources: []", "a plan needs 'zones'")]
    public void An_apex_that_is_not_whole_is_an_error(string text, string message) =>
        Assert.Contains(Read(text), diagnostic => diagnostic.Message.Contains(message, StringComparison.Ordinal));

    private static List<PlanDiagnostic> Read(string text)
    {
        var diagnostics = new List<PlanDiagnostic>();
        using var reader = new StringReader(text);
        Assert.Null(ZonePlan.Read(reader, "plan.yaml", diagnostics));
        return diagnostics;
    }
}
