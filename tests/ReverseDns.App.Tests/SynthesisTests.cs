using ReverseDns.Protocol;

namespace ReverseDns.App.Tests;

/// <summary>Records for every address of a prefix, with a few lines of configuration.</summary>
public sealed class SynthesisTests : IDisposable
{
    private const string Soa = "@ 3600 SOA ns.ixp.example. hostmaster.ixp.example. 7 7200 900 604800 300\n@ 3600 NS ns.ixp.example.\n";

    private const string Rules = """
        synthesize:
          - { zone: 2.0.192.in-addr.arpa, prefix: 192.0.2.128/25, template: "{address}.dyn.ixp.example", ttl: 10m }
          - { zone: ixp.example, prefix: 192.0.2.128/25, template: "{address}.dyn.ixp.example" }

        """;

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = FreePort.Next();

    public SynthesisTests()
    {
        _folder.Write("reverse", Soa + "200 PTR router.ixp.example.\n");
        _folder.Write("forward", Soa + "ns A 192.0.2.1\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Names_are_made_for_the_addresses_of_a_prefix_and_follow_a_reload()
    {
        WriteConfiguration("");
        using RunningServer server = await RunningServer.StartAsync("serve", "-c", _folder.File("rdns.yaml"));
        Question.Answer before = await Question.AskAsync(_port, "129.2.0.192.in-addr.arpa", RecordType.PTR);
        WriteConfiguration(Rules);
        Rdns.Outcome reload = await Rdns.RunAsync("ctl", "reload", "-c", _folder.File("rdns.yaml"));

        Assert.Equal(ResponseCode.NxDomain, before.ResponseCode);
        Assert.Equal(0, reload.ExitCode);
        Assert.True((await Question.AskAsync(_port, "129.2.0.192.in-addr.arpa", RecordType.PTR)).Contains("192-0-2-129"));
        Assert.True((await Question.AskAsync(_port, "200.2.0.192.in-addr.arpa", RecordType.PTR)).Contains("router"));
        Assert.Equal(ResponseCode.NxDomain, (await Question.AskAsync(_port, "127.2.0.192.in-addr.arpa", RecordType.PTR)).ResponseCode);
        Assert.Equal(1, (await Question.AskAsync(_port, "192-0-2-129.DYN.ixp.example", RecordType.A)).AnswerCount);
        Assert.Equal(ResponseCode.NoError, (await Question.AskAsync(_port, "192-0-2-129.dyn.ixp.example", RecordType.AAAA)).ResponseCode);
        Assert.Equal(ResponseCode.NoError, (await Question.AskAsync(_port, "dyn.ixp.example", RecordType.A)).ResponseCode);
        Assert.Equal(ResponseCode.NxDomain, (await Question.AskAsync(_port, "192-0-2-127.dyn.ixp.example", RecordType.A)).ResponseCode);
    }

    [Fact]
    public async Task A_zone_that_is_not_there_is_named_at_the_start()
    {
        WriteConfiguration(Rules.Replace("zone: ixp.example", "zone: other.example", StringComparison.Ordinal)
            .Replace("dyn.ixp", "dyn.other", StringComparison.Ordinal));

        Rdns.Outcome outcome = await Rdns.RunAsync("serve", "-c", _folder.File("rdns.yaml"));

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("synthesize: there is no zone other.example. here", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ zone: 2.0.192.in-addr.arpa, prefix: 192.0.2.0/24 }", "an entry has 'zone', 'prefix' and 'template'")]
    [InlineData("{ zone: a..b, prefix: 192.0.2.0/24, template: \"{address}.x\" }", "'a..b' is not a domain name")]
    [InlineData("{ zone: 2.0.192.in-addr.arpa, prefix: 192.0.2.1/24, template: \"{address}.x\" }", "'192.0.2.1/24' is not an address prefix")]
    [InlineData("{ zone: 2.0.192.in-addr.arpa, prefix: 192.0.3.0/24, template: \"{address}.x\" }", "192.0.3.0/24 does not lie in zone 2.0.192.in-addr.arpa.")]
    [InlineData("{ zone: 2.0.192.in-addr.arpa, prefix: 2001:db8::/32, template: \"{address}.x\" }", "2001:db8::/32 does not lie in zone")]
    [InlineData("{ zone: 0/25.2.0.192.in-addr.arpa, prefix: 192.0.2.0/25, template: \"{address}.x\" }", "not a zone of whole octets or nibbles")]
    [InlineData("{ zone: ixp.example, prefix: 192.0.2.0/24, template: \"{address}.x\" }", "names in x. do not lie in zone ixp.example.")]
    [InlineData("{ zone: ixp.example, prefix: 192.0.2.0/24, template: \"host.ixp.example\" }", "must have {address} once, in its first label")]
    [InlineData("{ zone: ixp.example, prefix: 192.0.2.0/24, template: \"{address}.{address}.ixp.example\" }", "must have {address} once, in its first label")]
    [InlineData("{ zone: ixp.example, prefix: 192.0.2.0/24, template: \"a_{address}.ixp.example\" }", "may have letters, digits and '-'")]
    [InlineData("{ zone: ixp.example, prefix: 192.0.2.0/24, template: \"-{address}.ixp.example\" }", "neither begin nor end with '-'")]
    [InlineData("{ zone: ixp.example, prefix: \"2001:db8::/32\", template: \"twenty-five-letters-here-{address}.ixp.example\" }", "are too long")]
    [InlineData("{ zone: ixp.example, prefix: 192.0.2.0/24, template: \"{address}.ixp.example\", ttl: 3600 }", "expected a time with its unit")]
    public async Task What_cannot_be_made_is_refused(string entry, string error)
    {
        string file = _folder.Write("rdns.yaml", $"synthesize:\n  - {entry}\n");

        Rdns.Outcome outcome = await Rdns.RunAsync("check", "config", file);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(error, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_rules_for_the_same_names_are_refused()
    {
        string file = _folder.Write("rdns.yaml", Rules + "  - { zone: 2.0.192.in-addr.arpa, prefix: 192.0.2.192/26, template: \"{address}.x\" }\n");

        Rdns.Outcome outcome = await Rdns.RunAsync("check", "config", file);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("makes the same names as the entry in line 2", outcome.Error, StringComparison.Ordinal);
    }

    private void WriteConfiguration(string rules) => _folder.Write("rdns.yaml", $$"""
        listen: ["127.0.0.1:{{_port}}"]
        state-folder: ""
        drain-time: 0ms
        control: { socket: control.sock }
        zones:
          - { origin: 2.0.192.in-addr.arpa, file: reverse }
          - { origin: ixp.example, file: forward }

        """ + rules);
}
