using System.Globalization;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests;

/// <summary>Catalogs (RFC 9432) that one instance produces and another consumes, and that Knot and BIND do.</summary>
public sealed class CatalogTests : IDisposable
{
    private const string Catalog = "catalog.example";

    private readonly TemporaryFolder _folder = new();
    private readonly int _primary = FreePort.Next();
    private readonly int _secondary = FreePort.Next();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_the_primary_serves_the_secondary_serves_and_no_more()
    {
        Configure();
        WriteZone("1.10.in-addr.arpa", "one");
        using RunningServer primary = await RunningServer.StartAsync("serve", "-c", _folder.File("primary.yaml"));
        using (RunningServer secondary = await RunningServer.StartAsync("serve", "-c", _folder.File("secondary.yaml")))
        {
            Assert.True(await AnswersAsync("1.10.in-addr.arpa", "one"));
            WriteZone("2.10.in-addr.arpa", "two");
            primary.SendHangup();
            Assert.True(await AnswersAsync("2.10.in-addr.arpa", "two"));
            File.Delete(_folder.File("zones/1.10.in-addr.arpa.zone"));
            primary.SendHangup();
            Assert.True(await AnswersAsync("1.10.in-addr.arpa", null));
            Assert.True(await AnswersAsync("2.10.in-addr.arpa", "two"));
            (int exitCode, string log) = await secondary.TerminateAsync();
            Assert.Equal(0, exitCode);
            Assert.Contains("lists 2 zones", log, StringComparison.Ordinal);
        }

        // With nobody to ask, what the catalog listed is served from the disk at once.
        await primary.TerminateAsync();
        using RunningServer again = await RunningServer.StartAsync("serve", "-c", _folder.File("secondary.yaml"));
        Question.Answer answer = await Question.AskAsync(_secondary, "1.2.10.in-addr.arpa", RecordType.PTR);
        Assert.True(answer.Contains("two"));
    }

    [Fact]
    public async Task A_broken_catalog_changes_nothing_and_a_new_label_is_a_new_zone()
    {
        const string good = "version 0 TXT \"2\"\na.zones 0 PTR 1.10.in-addr.arpa.\n";
        Configure(produces: false);
        WriteZone("1.10.in-addr.arpa", "one");
        WriteCatalog(1, good);
        using RunningServer primary = await RunningServer.StartAsync("serve", "-c", _folder.File("primary.yaml"));
        using RunningServer secondary = await RunningServer.StartAsync("serve", "-c", _folder.File("secondary.yaml"));
        Assert.True(await AnswersAsync("1.10.in-addr.arpa", "one"));

        WriteCatalog(2, "a.zones 0 PTR 1.10.in-addr.arpa.\n");
        primary.SendHangup();
        Assert.True(await SerialAsync(2));
        Assert.True(await AnswersAsync("1.10.in-addr.arpa", "one"));

        WriteCatalog(3, good.Replace("a.zones", "b.zones", StringComparison.Ordinal));
        primary.SendHangup();
        Assert.True(await SerialAsync(3));
        Assert.True(await AnswersAsync("1.10.in-addr.arpa", "one"));
        Rdns.Outcome zone = await Rdns.RunAsync("ctl", "zone", "1.10.in-addr.arpa", "-c", _folder.File("secondary.yaml"));
        Assert.Contains("(member b)", zone.Output, StringComparison.Ordinal);
        (_, string log) = await secondary.TerminateAsync();
        Assert.Contains("serial 2 is broken: it says no version; its members stay as they were", log, StringComparison.Ordinal);
    }

    [PeerTheory]
    [InlineData("Knot")]
    [InlineData("BIND")]
    public async Task A_peer_consumes_what_we_produce(string name)
    {
        Configure();
        WriteZone("1.10.in-addr.arpa", "one");
        using RunningServer primary = await RunningServer.StartAsync("serve", "-c", _folder.File("primary.yaml"));
        string configuration = name is "Knot" ? KnotConsumer() : BindConsumer();
        await using RunningProgram peer = Start(name, configuration);
        Assert.True(await AnswersAsync("1.10.in-addr.arpa", "one"), peer.Log);
        WriteZone("2.10.in-addr.arpa", "two");
        File.Delete(_folder.File("zones/1.10.in-addr.arpa.zone"));
        primary.SendHangup();
        Assert.True(await AnswersAsync("2.10.in-addr.arpa", "two"), peer.Log);
        Assert.True(await AnswersAsync("1.10.in-addr.arpa", null), peer.Log);
    }

    [PeerTheory]
    [InlineData("Knot")]
    [InlineData("BIND")]
    public async Task We_consume_what_a_peer_produces(string name)
    {
        Configure();
        WriteZone("1.10.in-addr.arpa", "one");
        WriteZone("2.10.in-addr.arpa", "two");
        WriteCatalog(1, "version 0 TXT \"2\"\na.zones 0 PTR 1.10.in-addr.arpa.\nb.zones 0 PTR 2.10.in-addr.arpa.\n");
        string configuration = name is "Knot" ? KnotProducer() : BindProducer();
        await using RunningProgram peer = Start(name, configuration);
        using RunningServer secondary = await RunningServer.StartAsync("serve", "-c", _folder.File("secondary.yaml"));
        Assert.True(await AnswersAsync("1.10.in-addr.arpa", "one"), peer.Log);
        Assert.True(await AnswersAsync("2.10.in-addr.arpa", "two"), peer.Log);
    }

    private void Configure(bool produces = true)
    {
        string catalog = produces ? "catalog: produce" : "file: the.catalog";
        Write("primary", _primary, $"""
            allow-transfer: [{"{"}from: 127.0.0.1{"}"}]
            notify: [{"{"}to: "127.0.0.1:{_secondary}"{"}"}]
            zones:
              - origin: {Catalog}
                {catalog}
              - folder: zones
            """);
        Write("secondary", _secondary, $"""
            zones:
              - origin: {Catalog}
                primaries: "127.0.0.1:{_primary}"
                catalog: consume
            """);
        Directory.CreateDirectory(_folder.File("zones"));
        Directory.CreateDirectory(_folder.File("peer"));
    }

    private void Write(string name, int port, string rest)
    {
        Directory.CreateDirectory(_folder.File(name));
        _folder.Write($"{name}.yaml", string.Create(CultureInfo.InvariantCulture, $"""
            listen: [127.0.0.1]
            port: {port}
            workers: 1
            pin-workers: false
            drain-time: 0s
            state-folder: {name}
            control:
              socket: {name}.sock
            {rest}

            """));
    }

    private void WriteZone(string origin, string host) => _folder.Write($"zones/{origin}.zone", $"""
        $ORIGIN {origin}.
        @ 3600 SOA ns.example. host.example. 1 7200 900 1209600 300
        @ 3600 NS ns.example.
        1 3600 PTR {host}.example.net.

        """);

    private void WriteCatalog(int serial, string records) => _folder.Write("the.catalog", string.Create(
        CultureInfo.InvariantCulture,
        $"$ORIGIN {Catalog}.\n@ 0 SOA invalid. invalid. {serial} 60 60 2419200 0\n@ 0 NS invalid.\n{records}"));

    /// <param name="host">Null: the zone is not served any more.</param>
    private Task<bool> AnswersAsync(string zone, string? host) => Eventually.IsAsync(async () =>
    {
        Question.Answer? answer = await TryAskAsync($"1.{zone}", RecordType.PTR);
        return host is null ? answer?.ResponseCode == ResponseCode.Refused : answer?.Contains(host) == true;
    });

    private Task<bool> SerialAsync(int serial)
    {
        string expected = string.Create(CultureInfo.InvariantCulture, $"serial {serial}");
        return Eventually.IsAsync(async () =>
            (await Rdns.RunAsync("ctl", "zone", Catalog, "-c", _folder.File("secondary.yaml"))).Output.Contains(expected, StringComparison.Ordinal));
    }

    private RunningProgram Start(string name, string configuration)
    {
        string file = _folder.Write("peer.conf", configuration);
        return name is "Knot"
            ? RunningProgram.Start(_folder.Path, "knotd", "-c", file)
            : RunningProgram.Start(_folder.Path, "named", "-f", "-g", "-n", "1", "-c", file);
    }

    private async Task<Question.Answer?> TryAskAsync(string name, RecordType type)
    {
        try
        {
            return await Question.AskAsync(_secondary, name, type);
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or OperationCanceledException)
        {
            // Not there yet.
            return null;
        }
    }

    private string KnotConsumer() => $$"""
        server:
          rundir: "{{_folder.File("peer")}}"
          listen: 127.0.0.1@{{_secondary}}
        log:
          - target: stderr
            any: info
        database:
          storage: "{{_folder.File("peer")}}"
        remote:
          - id: ours
            address: 127.0.0.1@{{_primary}}
        acl:
          - id: ours
            address: 127.0.0.1
            action: notify
        template:
          - id: default
            storage: "{{_folder.File("peer")}}"
          - id: members
            storage: "{{_folder.File("peer")}}"
            master: ours
            acl: ours
            refresh-min-interval: 2
        zone:
          - domain: {{Catalog}}
            master: ours
            acl: ours
            catalog-role: interpret
            catalog-template: members
            refresh-min-interval: 2

        """;

    private string BindConsumer() => $$"""
        options {
          directory "{{_folder.File("peer")}}"; pid-file none; session-keyfile "{{_folder.File("peer/session.key")}}";
          managed-keys-directory "{{_folder.File("peer")}}";
          listen-on port {{_secondary}} { 127.0.0.1; }; listen-on-v6 { none; };
          recursion no; allow-query-cache { none; }; dnssec-validation no; notify no; empty-zones-enable no;
          min-refresh-time 1; min-retry-time 1;
          allow-notify { 127.0.0.1; };
          catalog-zones { zone "{{Catalog}}" default-primaries { 127.0.0.1 port {{_primary}}; } in-memory yes min-update-interval 1; };
        };
        controls { };
        zone "{{Catalog}}" { type secondary; primaries { 127.0.0.1 port {{_primary}}; }; file "catalog.db"; };

        """;

    private string KnotProducer() => $$"""
        server:
          rundir: "{{_folder.File("peer")}}"
          listen: 127.0.0.1@{{_primary}}
        log:
          - target: stderr
            any: info
        database:
          storage: "{{_folder.File("peer")}}"
        acl:
          - id: all
            address: 127.0.0.1
            action: transfer
        template:
          - id: default
            acl: all
            zonefile-sync: -1
            storage: "{{_folder.File("zones")}}"
        zone:
          - domain: {{Catalog}}
            catalog-role: generate
          - domain: 1.10.in-addr.arpa
            file: 1.10.in-addr.arpa.zone
            catalog-role: member
            catalog-zone: {{Catalog}}
          - domain: 2.10.in-addr.arpa
            file: 2.10.in-addr.arpa.zone
            catalog-role: member
            catalog-zone: {{Catalog}}
            catalog-group: some

        """;

    private string BindProducer() => $$"""
        options {
          directory "{{_folder.File("peer")}}"; pid-file none; session-keyfile "{{_folder.File("peer/session.key")}}";
          managed-keys-directory "{{_folder.File("peer")}}";
          listen-on port {{_primary}} { 127.0.0.1; }; listen-on-v6 { none; };
          recursion no; dnssec-validation no; notify no; empty-zones-enable no; allow-transfer { 127.0.0.1; };
        };
        controls { };
        zone "{{Catalog}}" { type primary; file "{{_folder.File("the.catalog")}}"; };
        zone "1.10.in-addr.arpa" { type primary; file "{{_folder.File("zones/1.10.in-addr.arpa.zone")}}"; };
        zone "2.10.in-addr.arpa" { type primary; file "{{_folder.File("zones/2.10.in-addr.arpa.zone")}}"; };

        """;
}
