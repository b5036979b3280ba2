namespace ReverseDns.Registry.Tests;

public sealed class DelegationBuilderTests
{
    private const string Two = TestRegistry.TwoServers;
    private const string Digest = "9089A1BA402A8C4534AF7B0BD55E3A3686C3DC1F835DDB63FF5E80453B4FBE24";

    [Theory]
    [InlineData("lacnic", "10.0.0.0 - 10.1.255.255", "0.10.in-addr.arpa. 1.10.in-addr.arpa.")]
    [InlineData("lacnic", "10.9.8.0 - 10.9.9.255", "8.9.10.in-addr.arpa. 9.9.10.in-addr.arpa.")]
    [InlineData("lacnic", "10.9.8.0 - 10.9.8.127", "")]
    [InlineData("ripe", "10.9.8.0 - 10.9.8.127", "0-127.8.9.10.in-addr.arpa.")]
    [InlineData("ripe", "10.9.8.6 - 10.9.8.25", "6-25.8.9.10.in-addr.arpa.")]
    [InlineData("ripe", "10.9.8.192 - 10.9.10.63",
        "0-63.10.9.10.in-addr.arpa. 192-255.8.9.10.in-addr.arpa. 9.9.10.in-addr.arpa.")]
    [InlineData("any-length", "10.9.8.0 - 10.9.8.127", "0-25.8.9.10.in-addr.arpa.")]
    [InlineData("any-length", "10.9.8.65 - 10.9.8.67", "65.8.9.10.in-addr.arpa. 66-31.8.9.10.in-addr.arpa.")]
    [InlineData("any-length", "10.9.8.7", "7.8.9.10.in-addr.arpa.")]
    public void Each_rule_cuts_a_block_where_it_says(string rule, string block, string cuts)
    {
        using var registry = new TestRegistry($"  - {{ prefix: 10.0.0.0/8, cuts: {rule} }}");
        BuildReport report = registry.Build($"inetnum: {block}\n{Two}");

        Assert.Equal(cuts, registry.Cuts("10.in-addr.arpa"));
        AssertNothingVanishes(report);
    }

    [Fact]
    public void IPv6_is_cut_at_the_next_nibble()
    {
        using var registry = new TestRegistry("  - prefix: 2001:db8::/32");
        registry.Build($"inet6num: 2001:db8:8000::/35\n{Two}");

        Assert.Equal(
            "8.8.b.d.0.1.0.0.2.ip6.arpa. 9.8.b.d.0.1.0.0.2.ip6.arpa.", registry.Cuts("8.b.d.0.1.0.0.2.ip6.arpa"));
    }

    [Fact]
    public void A_dash_range_has_a_CNAME_in_the_parent_zone_for_each_of_its_addresses()
    {
        using var registry = new TestRegistry("  - { prefix: 10.0.0.0/8, cuts: ripe }");
        registry.Build($"domain: 6-7.1.2.10.in-addr.arpa\n{Two}");

        Assert.Equal(
            [
                "6.1.2.10.in-addr.arpa. CNAME 6.6-7.1.2.10.in-addr.arpa.",
                "6-7.1.2.10.in-addr.arpa. NS ns1.example.net.",
                "6-7.1.2.10.in-addr.arpa. NS ns2.example.net.",
                "7.1.2.10.in-addr.arpa. CNAME 7.6-7.1.2.10.in-addr.arpa.",
            ],
            registry.Records("10.in-addr.arpa"));
    }

    [Fact]
    public void Glue_stands_exactly_where_a_host_lies_inside_the_zone_being_delegated()
    {
        using var registry = new TestRegistry("  - prefix: 10.0.0.0/8");
        BuildReport report = registry.Build(
            "domain: 1.10.in-addr.arpa\nnserver: ns.1.10.in-addr.arpa 10.1.0.53\nnserver: ns.1.10.in-addr.arpa fd00::53\n"
            + "nserver: ns2.example.net 192.0.2.1\n\n"
            + "domain: 2.10.in-addr.arpa\nnserver: ns.2.10.in-addr.arpa\nnserver: ns3.example.net\nnserver: ns4.example.net\n");

        Assert.Equal(
            [
                "1.10.in-addr.arpa. NS ns.1.10.in-addr.arpa.",
                "1.10.in-addr.arpa. NS ns2.example.net.",
                "ns.1.10.in-addr.arpa. A 10.1.0.53",
                "ns.1.10.in-addr.arpa. AAAA fd00::53",
                "2.10.in-addr.arpa. NS ns3.example.net.",
                "2.10.in-addr.arpa. NS ns4.example.net.",
            ],
            registry.Records("10.in-addr.arpa"));
        Assert.Contains(report.Lines, line => line is { Kind: ReportKind.Dropped, Line: 4 });
        Assert.Contains(report.Lines, line => line is { Kind: ReportKind.Dropped, Line: 7 });
    }

    [Fact]
    public void A_suffix_is_not_a_parent_3_2_1_and_13_2_1_live_side_by_side()
    {
        using var registry = new TestRegistry("  - { prefix: 1.0.0.0/8, overlaps: error }");
        registry.Build($"domain: 3.2.1.in-addr.arpa\n{Two}\ndomain: 13.2.1.in-addr.arpa\n{Two}");

        Assert.Equal("13.2.1.in-addr.arpa. 3.2.1.in-addr.arpa.", registry.Cuts("1.in-addr.arpa"));
    }

    [Theory]
    [InlineData("longest", "1.1.10.in-addr.arpa.")]
    [InlineData("shortest", "1.10.in-addr.arpa.")]
    [InlineData("error", "")]
    public void Of_two_delegations_one_below_the_other_the_plan_says_which_stands(string rule, string cuts)
    {
        using var registry = new TestRegistry($"  - {{ prefix: 10.0.0.0/8, overlaps: {rule} }}");
        BuildReport report = registry.Build($"domain: 1.10.in-addr.arpa\n{Two}\ndomain: 1.1.10.in-addr.arpa\n{Two}");

        Assert.Equal(cuts, registry.Cuts("10.in-addr.arpa"));
        AssertNothingVanishes(report);
    }

    [Theory]
    [InlineData("longest", "0-26.1.1.10.in-addr.arpa. 0-27.1.1.10.in-addr.arpa.", 32)]
    [InlineData("shortest", "0-26.1.1.10.in-addr.arpa.", 0)]
    [InlineData("error", "", 0)]
    public void Of_two_blocks_inside_a_24_the_plan_says_whose_an_address_is(string rule, string cuts, int inner)
    {
        using var registry = new TestRegistry($"  - {{ prefix: 10.0.0.0/8, cuts: any-length, overlaps: {rule} }}");
        BuildReport report = registry.Build(
            $"inetnum: 10.1.1.0 - 10.1.1.63\n{Two}\ninetnum: 10.1.1.0 - 10.1.1.31\n{Two}");

        Assert.Equal(cuts, registry.Cuts("10.in-addr.arpa"));
        Assert.Equal(inner, registry.Records("10.in-addr.arpa")
            .Count(line => line.EndsWith("0-27.1.1.10.in-addr.arpa.", StringComparison.Ordinal)
                && line.Contains("CNAME", StringComparison.Ordinal)));
        AssertNothingVanishes(report);
    }

    [Fact]
    public void What_is_asked_for_twice_is_merged_and_what_differs_is_refused()
    {
        using var registry = new TestRegistry("  - prefix: 10.0.0.0/8");
        BuildReport report = registry.Build(
            $"domain: 1.10.in-addr.arpa\n{Two}\ninetnum: 10.1.0.0 - 10.1.255.255\n{Two}\n"
            + "domain: 1.10.in-addr.arpa\nnserver: ns1.example.net\nnserver: other.example.net\n");

        Assert.Equal((3, 1, 1, 1),
            (report.Totals.Read, report.Totals.Accepted, report.Totals.Merged, report.Totals.Rejected));
    }

    [Fact]
    public void Zones_of_the_plan_inside_each_other_are_delegated_from_the_closest_one_above()
    {
        using var registry = new TestRegistry(
            "  - prefix: 10.0.0.0/8\n  - prefix: 10.1.0.0/16\n    nameservers: [{ host: ns.1.10.in-addr.arpa, addresses: [10.1.0.53] }]\n"
            + "  - prefix: 10.1.2.0/24\n");
        BuildReport report = registry.Build(
            $"domain: 3.1.10.in-addr.arpa\n{Two}\ndomain: 4.2.1.10.in-addr.arpa\n{Two}\n"
            + $"domain: 1.10.in-addr.arpa\n{Two}\ndomain: 10.in-addr.arpa\n{Two}");

        Assert.Equal(
            ["1.10.in-addr.arpa. NS ns.1.10.in-addr.arpa.", "ns.1.10.in-addr.arpa. A 10.1.0.53"],
            registry.Records("10.in-addr.arpa"));
        Assert.Equal("2.1.10.in-addr.arpa. 3.1.10.in-addr.arpa.", registry.Cuts("1.10.in-addr.arpa"));
        Assert.Equal("4.2.1.10.in-addr.arpa.", registry.Cuts("2.1.10.in-addr.arpa"));
        Assert.Equal(2, report.Totals.Rejected);
    }

    [Fact]
    public void A_DS_of_a_block_that_becomes_several_zones_is_left_out()
    {
        using var registry = new TestRegistry("  - prefix: 10.0.0.0/8");
        registry.Build(
            $"inetnum: 10.1.0.0 - 10.2.255.255\n{Two}ds-rdata: 1 13 2 {Digest}\n\n"
            + $"inetnum: 10.4.0.0 - 10.4.255.255\n{Two}ds-rdata: 1 13 2 ( {Digest[..40]} {Digest[40..]} )\n");

        Assert.Equal(
            [$"4.10.in-addr.arpa. DS 1 13 2 {Digest}"],
            registry.Records("10.in-addr.arpa").Where(line => line.Contains(" DS ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("1 13 2 ABCD")] // length of SHA-256
    [InlineData("1 13 2")]
    [InlineData("70000 13 2 " + Digest)]
    [InlineData("1 0 2 " + Digest)]
    [InlineData("1 13 2 ( " + Digest)]
    [InlineData("1 13 2 X" + Digest)]
    [InlineData("1 13 1 478d5e87d198a6f50808675fbeaa4c5883df2ba4")] // the plan does not publish SHA-1
    public void A_DS_that_cannot_be_published_is_left_out_with_its_line(string ds)
    {
        using var registry = new TestRegistry("  - prefix: 10.0.0.0/8");
        BuildReport report = registry.Build($"domain: 1.10.in-addr.arpa\n{Two}ds-rdata: {ds}\n");

        Assert.Contains(report.Lines, line => line is { Kind: ReportKind.Dropped, Line: 4 });
        Assert.Equal("1.10.in-addr.arpa.", registry.Cuts("10.in-addr.arpa"));
        Assert.DoesNotContain(registry.Records("10.in-addr.arpa"), line => line.Contains(" DS ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nserver: ns1.example.net\n")]
    [InlineData("nserver: ns1.example.net\nnserver: NS1.Example.NET.\n")]
    [InlineData("nserver: ns1.example.net\nnserver: under_score.example.net\n")]
    [InlineData("nserver: ns1.example.net\nnserver: -dash.example.net\n")]
    [InlineData("nserver: ns1.example.net\nnserver: 192.0.2.1\n")]
    [InlineData("nserver: ns1.example.net\nnserver: localhost\n")]
    [InlineData("nserver: ns1.example.net\nnserver: ns2.example.net 192.0.2.1 192.0.2.2\n")]
    [InlineData("nserver: ns1.example.net\nnserver: ns2.example.net 192.0.2.0/24\n")]
    public void Fewer_than_two_name_servers_are_refused_or_warned_of_by_plan(string servers)
    {
        using var strict = new TestRegistry("  - prefix: 10.0.0.0/8");
        using var lenient = new TestRegistry("  - { prefix: 10.0.0.0/8, too-few-nameservers: warning }");

        Assert.Equal(1, strict.Build("domain: 1.10.in-addr.arpa\n" + servers).Totals.Rejected);
        BuildReport passed = lenient.Build("domain: 1.10.in-addr.arpa\n" + servers);
        Assert.Equal((1, 1), (passed.Totals.Accepted, passed.Totals.Warnings));
    }

    [Fact]
    public void Delegations_of_others_are_listed_with_the_zone_they_belong_into()
    {
        using var registry = new TestRegistry("  - { prefix: 10.0.0.0/8, cuts: lacnic }");
        BuildReport report = registry.Build($"inetnum: 45.5.0.0 - 45.5.3.255\n{Two}\ninet6num: 2803::/32\n{Two}");

        Assert.Equal(
            ["45.in-addr.arpa. 4", "0.8.2.ip6.arpa. 1"],
            report.Foreign.Select(zone => $"{zone.Name} {zone.Delegations}"));
        AssertNothingVanishes(report);
    }

    private static void AssertNothingVanishes(BuildReport report) =>
        Assert.Equal(
            report.Totals.Read,
            report.Totals.Accepted + report.Totals.Rejected + report.Totals.Merged + report.Totals.Foreign);
}
