using ReverseDns.Protocol;

namespace ReverseDns.App.Tests.Packaging;

public sealed class SampleTests : IDisposable
{
    private const string Primaries = "[198.51.100.10, \"2001:db8:10::53\"]";
    private readonly SampleFolder _samples = new();

    public void Dispose() => _samples.Dispose();

    [Theory]
    [InlineData("as112")]
    [InlineData("hidden-primary")]
    [InlineData("instance")]
    [InlineData("ixp")]
    [InlineData("root-copy")]
    public async Task Each_sample_is_without_an_error(string sample)
    {
        Rdns.Outcome outcome = await Rdns.RunAsync("check", "config", _samples.File(sample, "rdns.yaml"));

        Assert.Equal(("", 0), (outcome.Error, outcome.ExitCode));
    }

    [Fact]
    public async Task A_node_of_AS112_denies_what_is_delegated_to_it_and_what_DNAMEs_lead_to()
    {
        using RunningServer server = await _samples.ServeAsync("as112");
        int port = _samples.Port("as112");

        Question.Answer apex = await Question.AskAsync(port, "10.in-addr.arpa", RecordType.SOA);
        Assert.True(apex is { IsAuthoritative: true, AnswerCount: 1 } && apex.Contains("prisoner"));
        foreach (string name in (string[])["1.0.0.10.in-addr.arpa", "9.8.31.172.in-addr.arpa", "1.1.168.192.in-addr.arpa", "1.0.0.10.empty.as112.arpa"])
        {
            Assert.Equal(ResponseCode.NxDomain, (await Question.AskAsync(port, name, RecordType.PTR)).ResponseCode);
        }
    }

    [Fact]
    public async Task An_instance_and_an_exchange_serve_what_the_hidden_primary_lists()
    {
        _samples.Write("hidden-primary/zones/2.0.192.in-addr.arpa.zone", "@ 3600 SOA ns.example. host.example. 1 7200 900 1209600 300\n@ 3600 NS ns.example.\n1 3600 PTR host.example.\n");
        _samples.Change("hidden-primary", "/var/lib/rdns/zones", "zones");
        _samples.Change("hidden-primary", "[203.0.113.0/24, \"2001:db8:53::/48\"]", "127.0.0.1");
        _samples.Change("instance", Primaries, $"\"127.0.0.1:{_samples.Port("hidden-primary")}\"");
        _samples.Change("ixp", Primaries, $"\"127.0.0.1:{_samples.Port("hidden-primary")}\"");
        using RunningServer primary = await _samples.ServeAsync("hidden-primary");
        using RunningServer instance = await _samples.ServeAsync("instance");
        using RunningServer exchange = await _samples.ServeAsync("ixp");

        foreach (string sample in (string[])["instance", "ixp"])
        {
            await InstancePair.AnswersAsync(_samples.Port(sample), "host", "1.2.0.192.in-addr.arpa");
        }
    }

    [Fact]
    public async Task A_copy_of_the_root_zone_is_served_when_signatures_and_digest_are_right()
    {
        _samples.Write("primary/root.zone", """
            $TTL 1d
            .                 SOA a.root-servers.net. nstld.example. 2026112200 1800 900 604800 86400
            .                 NS  a.root-servers.net.
            a.root-servers.net. A 198.41.0.4
            arpa.             NS  a.root-servers.net.
            example.          NS  ns.example.
            ns.example.       A   192.0.2.1

            """);
        _samples.Write("primary/rdns.yaml", """
            listen: []
            allow-transfer:
              - from: 127.0.0.1
            dnssec:
              sign: ["."]
              parent-check: false
              cds: false
              zonemd: sha384
            zones:
              - { origin: ".", file: root.zone }

            """);
        using RunningServer primary = await _samples.ServeAsync("primary");
        string anchor = (await Rdns.RunAsync("keys", "ds", ".", "-c", _samples.File("primary", "rdns.yaml"))).Output;
        anchor = anchor.Split('\n').First(line => line.Contains(" DS ", StringComparison.Ordinal)).Split(" DS ")[1];
        string sample = await File.ReadAllTextAsync(_samples.File("root-copy", "rdns.yaml"));
        int from = sample.IndexOf("    primaries:", StringComparison.Ordinal);
        _samples.Change("root-copy", sample[from..sample.IndexOf("    gate:", StringComparison.Ordinal)], $"    primaries: \"127.0.0.1:{_samples.Port("primary")}\"\n");

        // With the anchors of the real root nothing is served; with its own it is.
        using (RunningServer refusing = await _samples.ServeAsync("root-copy"))
        {
            await Eventually.HoldsAsync(() => Directory.Exists(_samples.File("root-copy", "state/quarantine")));
            Assert.Equal(ResponseCode.ServFail, (await Question.AskAsync(_samples.Port("root-copy"), "example", RecordType.NS)).ResponseCode);
        }

        _samples.Change("root-copy", "20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D", anchor);
        using RunningServer copy = await RunningServer.StartAsync("serve", "-c", _samples.File("root-copy", "rdns.yaml"));
        await Eventually.HoldsAsync(async () =>
            (await Question.AskAsync(_samples.Port("root-copy"), "example", RecordType.NS)) is { ResponseCode: ResponseCode.NoError, AuthorityCount: > 0 });
    }
}
