using System.Text;

namespace ReverseDns.Registry.Tests;

public sealed class RpslTests
{
    [Fact]
    public void Continuation_lines_comments_remarks_and_case_read_as_the_registries_write_them()
    {
        using var registry = new TestRegistry("  - prefix: 10.0.0.0/8");
        BuildReport report = registry.Build(
            "% a remark of the server\r\n\r\n"
            + "DOMAIN:  1.10.IN-ADDR.ARPA.   # the zone\r\n"
            + "descr:   one\r\n+        two # and a comment\r\n"
            + "# a comment between attributes\r\n"
            + "NServer:\tNS1.Example.NET.\r\n"
            + "nserver:\r\n         ns2.example.net\r\n"
            + "ds-rdata: 1 13 2 ( 9089A1BA402A8C4534AF7B0BD55E3A36\r\n\t86C3DC1F835DDB63FF5E80453B4FBE24 )\r\n\r\n\r\n");

        Assert.Equal((1, 0, 0), (report.Totals.Accepted, report.Totals.Rejected, report.Totals.Dropped));
        Assert.Equal(
            [
                "1.10.in-addr.arpa. NS ns1.example.net.",
                "1.10.in-addr.arpa. NS ns2.example.net.",
                "1.10.in-addr.arpa. DS 1 13 2 9089A1BA402A8C4534AF7B0BD55E3A3686C3DC1F835DDB63FF5E80453B4FBE24",
            ],
            registry.Records("10.in-addr.arpa"));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("latin1")]
    public void Both_encodings_of_the_dumps_are_read(string encoding)
    {
        using var registry = new TestRegistry("  - prefix: 10.0.0.0/8");
        registry.Write(
            "members.rpsl",
            "inetnum: 10.1.0.0 - 10.1.255.255\ndescr: São Paulo, Málaga\n" + TestRegistry.TwoServers,
            encoding is "latin1" ? Encoding.Latin1 : new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

        Assert.Equal(1, registry.Build().Totals.Accepted);
    }

    [Theory]
    [InlineData("domain: 0-255.2.0.192.in-addr.arpa", 1)]
    [InlineData("domain: 0-9.0.192.in-addr.arpa", 1)]
    [InlineData("domain: 300.in-addr.arpa", 1)]
    [InlineData("domain: 1.2.3.e164.arpa", 1)]
    [InlineData("domain: a..b", 1)]
    [InlineData("inetnum: 10.0.0.9 - 10.0.0.1", 1)]
    [InlineData("inetnum: 2001:db8::/32", 1)]
    [InlineData("inet6num: 10.0.0.0/8", 1)]
    [InlineData("inet6num: 2001:db8::1/32", 1)]
    [InlineData("domain: 1.10.in-addr.arpa\n two", 2)] // the first attribute may not be continued
    [InlineData("domain: 1.10.in-addr.arpa\nno attribute", 2)]
    [InlineData(" a line that continues nothing", 1)]
    public void A_malformed_object_is_refused_with_its_line_and_the_others_stand(string malformed, int line)
    {
        using var registry = new TestRegistry("  - prefix: 10.0.0.0/8");
        BuildReport report = registry.Build(
            $"{malformed}\n{TestRegistry.TwoServers}\ndomain: 2.10.in-addr.arpa\n{TestRegistry.TwoServers}");

        ReportLine rejected = Assert.Single(report.Lines, found => found.Kind == ReportKind.Rejected);
        Assert.Equal(("members.rpsl", line), (rejected.File, rejected.Line));
        Assert.Equal("2.10.in-addr.arpa.", registry.Cuts("10.in-addr.arpa"));
        Assert.Equal((2, 1, 1), (report.Totals.Read, report.Totals.Accepted, report.Totals.Rejected));
    }

    [Fact]
    public void An_object_without_name_servers_is_noted_and_nothing_else()
    {
        using var registry = new TestRegistry("  - prefix: 10.0.0.0/8");
        BuildReport report = registry.Build("inetnum: 10.1.0.0 - 10.1.255.255\n\nperson: Nobody\n");

        Assert.Equal((0, 2), (report.Totals.Read, report.Lines.Count(line => line.Kind == ReportKind.Note)));
        Assert.Equal((2, 0, 2), (report.Sources[0].Entries, report.Sources[0].Used, report.Sources[0].Idle));
    }

    [Theory]
    [InlineData("first-last", "0-31.1.1.10.in-addr.arpa.", 32)]
    [InlineData("first-length", "0-31.1.1.10.in-addr.arpa.", 2)]
    [InlineData("either", "0-31.1.1.10.in-addr.arpa.", 32)]
    public void The_plan_says_how_a_dash_range_reads(string style, string cut, int addresses)
    {
        using var registry = new TestRegistry("  - prefix: 10.0.0.0/8",
            source: $"  - {{ name: m, format: rpsl, file: members.rpsl, dash-ranges: {style} }}");
        BuildReport report = registry.Build($"domain: 0-31.1.1.10.in-addr.arpa\n{TestRegistry.TwoServers}");

        Assert.Equal(cut, registry.Cuts("10.in-addr.arpa"));
        Assert.Equal(addresses, report.Zones[0].Aliases);
    }
}
