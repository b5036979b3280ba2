using System.Globalization;
using System.Text;
using System.Text.Json;
using ReverseDns.Protocol;

namespace ReverseDns.Registry.Tests;

public sealed class ChangeGuardTests
{
    private const string Zone = "  - prefix: 10.0.0.0/8\n";
    private const string Digest = "9089A1BA402A8C4534AF7B0BD55E3A3686C3DC1F835DDB63FF5E80453B4FBE24";
    private static readonly GuardOverride Accept = new("hostmaster", "ticket 42");

    [Theory]
    [InlineData(90, null)]
    [InlineData(89, GuardReason.DelegationsDisappear)]
    [InlineData(0, GuardReason.ZoneBecomesEmpty)]
    public void More_than_the_allowed_share_of_delegations_may_not_disappear(int left, GuardReason? reason)
    {
        using var registry = new TestRegistry(Zone);
        registry.Build(Objects(100));
        string before = File.ReadAllText(Path.Combine(registry.Output, "10.in-addr.arpa.zone"));

        BuildReport report = registry.Build(Objects(left));

        Assert.Equal(reason is null ? BuildOutcome.Published : BuildOutcome.Refused, report.Outcome);
        if (reason is not null)
        {
            Assert.Contains(report.Findings, finding => finding.Reason == reason);
            Assert.Equal(before, File.ReadAllText(Path.Combine(registry.Output, "10.in-addr.arpa.zone")));
        }
    }

    [Fact]
    public void Name_servers_and_DS_are_guarded_too()
    {
        using var registry = new TestRegistry(Zone);
        registry.Build(Objects(20, $"ds-rdata: 1 13 2 {Digest}\n"));

        BuildReport report = registry.Build(Objects(20).Replace("ns1.", "other.", StringComparison.Ordinal));

        Assert.Equal(
            [GuardReason.NameServersDisappear, GuardReason.DelegationSignersDisappear],
            report.Findings.Select(finding => finding.Reason));
    }

    [Fact]
    public void A_person_lets_one_change_through_and_it_is_recorded_who_and_why()
    {
        using var registry = new TestRegistry(Zone);
        registry.Build(Objects(100));

        BuildReport accepted = registry.Build(Objects(50), Accept);
        BuildReport next = registry.Build(Objects(20));

        Assert.Equal((BuildOutcome.Published, Accept), (accepted.Outcome, accepted.Accepted));
        Assert.Equal(BuildOutcome.Refused, next.Outcome);
        using var state = JsonDocument.Parse(File.ReadAllText(Path.Combine(registry.Output, "registry-state.json")));
        JsonElement change = Assert.Single(state.RootElement.GetProperty("Accepted").EnumerateArray());
        Assert.Equal("hostmaster", change.GetProperty("Who").GetString());
        Assert.Equal("ticket 42", change.GetProperty("Why").GetString());
        Assert.Contains("50 of 100 delegations disappear", change.GetProperty("Findings")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Acceptance_without_a_finding_is_not_recorded()
    {
        using var registry = new TestRegistry(Zone);
        BuildReport report = registry.Build(Objects(3), Accept);

        Assert.Null(report.Accepted);
        Assert.DoesNotContain(
            "hostmaster", File.ReadAllText(Path.Combine(registry.Output, "registry-state.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_zone_that_leaves_the_plan_is_a_finding_and_its_file_goes_when_accepted()
    {
        using var registry = new TestRegistry(Zone + "  - prefix: 172.16.0.0/16\n");
        registry.Build(Objects(3));
        registry.Write("plan.yaml", File.ReadAllText(registry["plan.yaml"])
            .Replace("  - prefix: 172.16.0.0/16", "", StringComparison.Ordinal));

        Assert.Equal(GuardReason.ZoneDisappears, Assert.Single(registry.Build().Findings).Reason);
        Assert.True(File.Exists(Path.Combine(registry.Output, "16.172.in-addr.arpa.zone")));
        Assert.Equal(BuildOutcome.Published, registry.Build(objects: null, Accept).Outcome);
        Assert.False(File.Exists(Path.Combine(registry.Output, "16.172.in-addr.arpa.zone")));
    }

    [Fact]
    public void The_serial_rises_only_with_the_content_and_survives_a_lost_file()
    {
        using var registry = new TestRegistry(Zone);
        Serial first = registry.Build(Objects(3)).Zones[0].Serial;
        Serial same = registry.Build(Objects(3), time: new FixedTime(2026, 1, 2)).Zones[0].Serial;
        Serial changed = registry.Build(Objects(4)).Zones[0].Serial;
        Serial nextDay = registry.Build(Objects(5), time: new FixedTime(2026, 1, 2)).Zones[0].Serial;
        File.Delete(Path.Combine(registry.Output, "10.in-addr.arpa.zone"));
        Serial afterLoss = registry.Build(Objects(5)).Zones[0].Serial;

        Assert.Equal(
            [2026010100, 2026010100, 2026010101, 2026010200, 2026010201],
            new[] { first, same, changed, nextDay, afterLoss }.Select(serial => serial.Value));
    }

    [Fact]
    public void A_changed_TTL_takes_nothing_away()
    {
        using var registry = new TestRegistry(Zone);
        registry.Build(Objects(100));
        registry.Write("plan.yaml", File.ReadAllText(registry["plan.yaml"])
            .Replace("  soa:", "  ttl: { delegation: 2h }\n  soa:", StringComparison.Ordinal));

        BuildReport report = registry.Build();

        Assert.Equal((BuildOutcome.Published, 0), (report.Outcome, report.Zones[0].Removed));
    }

    [Fact]
    public void A_damaged_state_stops_the_build_and_a_second_build_at_once_is_an_error()
    {
        using var registry = new TestRegistry(Zone);
        registry.Build(Objects(3));
        File.WriteAllText(Path.Combine(registry.Output, "registry-state.json"), "{");

        Assert.Equal(BuildOutcome.Failed, registry.Build().Outcome);
        using var other = new FileStream(
            Path.Combine(registry.Output, ".build-lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.Throws<IOException>(() => registry.Build());
    }

    [Fact]
    public void A_check_reports_like_a_build_and_writes_nothing()
    {
        using var registry = new TestRegistry(Zone);
        registry.Write("members.rpsl", Objects(3));

        BuildReport report = RegistryBuild.Check(registry.Plan(), registry.Output, FixedTime.NewYear);

        Assert.Equal((BuildOutcome.Checked, 3), (report.Outcome, report.Totals.Accepted));
        Assert.False(Directory.Exists(registry.Output));
    }

    [Fact]
    public void The_report_in_JSON_says_what_the_text_says()
    {
        using var registry = new TestRegistry(Zone);
        registry.Build(Objects(100));
        BuildReport report = registry.Build(Objects(50));
        using var stream = new MemoryStream();
        report.WriteJson(stream);

        using var json = JsonDocument.Parse(stream.ToArray());
        Assert.Equal("refused", json.RootElement.GetProperty("outcome").GetString());
        Assert.Equal(50, json.RootElement.GetProperty("totals").GetProperty("accepted").GetInt32());
        Assert.Equal(
            "delegationsDisappear", json.RootElement.GetProperty("guard")[0].GetProperty("reason").GetString());
        Assert.Equal("10.in-addr.arpa.", json.RootElement.GetProperty("zones")[0].GetProperty("zone").GetString());
    }

    private static string Objects(int count, string rest = "")
    {
        var text = new StringBuilder("person: keeps the file from being empty\n\n");
        for (int i = 0; i < count; i++)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"inetnum: 10.{i}.0.0 - 10.{i}.255.255\nnserver: ns1.example.net\nnserver: ns2.example.net\n{rest}\n");
        }

        return text.ToString();
    }
}
