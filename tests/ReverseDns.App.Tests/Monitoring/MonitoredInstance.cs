using System.Globalization;
using System.Text.RegularExpressions;
using ReverseDns.Transfer.Tests.Tls;

namespace ReverseDns.App.Tests.Monitoring;

/// <summary>
/// An instance that does all that there are metrics of: a secondary of a signed zone, a zone that it signs, a zone of a file,
/// transfers both ways, TLS, both address families, and the report of a build. Its primary is another instance.
/// </summary>
public sealed partial class MonitoredInstance : IAsyncLifetime, IDisposable
{
    public const string Secondary = "signed.example.";
    public const string Signed = "own.example.";
    public const string Plain = "2.0.192.in-addr.arpa.";

    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly HttpClient _client = new();
    private readonly int _primaryPort = FreePort.Next();
    private RunningServer? _primary;
    private RunningServer? _instance;

    public int Port { get; } = FreePort.Next();

    public int TlsPort { get; } = FreePort.Next();

    public int HttpPort { get; } = FreePort.Next();

    public async Task InitializeAsync()
    {
        _authority.Issue("instance.example");
        Rdns.Outcome build = await Rdns.RunAsync("build", RepositoryFolder.SamplePlan, "--out", _folder.File("built"), "--json");
        _folder.Write("report.json", build.Output);
        Array.ForEach((string[])[Secondary, Signed, Plain], zone => Edit(zone, 1));
        Configure("primary", _primaryPort, $$"""
            dnssec: { sign: ["{{Secondary}}"], key-folder: primary-keys }
            allow-transfer: [{ from: 127.0.0.1 }]
            notify: [{ to: "127.0.0.1:{{Port}}" }]
            zones: [{ origin: "{{Secondary}}", file: "{{Secondary}}zone" }]
            """);
        Configure("instance", Port, $$"""
            tls:
              listen: ["127.0.0.1:{{TlsPort}}", "[::1]:{{TlsPort}}"]
              certificate: {{_authority.CertificateFileOf("instance.example")}}
              key: {{_authority.KeyFileOf("instance.example")}}
            http: { listen: [127.0.0.1], port: {{HttpPort}}, build-report: report.json }
            dnssec: { sign: ["{{Signed}}"], key-folder: keys }
            route: { addresses: [192.0.2.53/24], socket: nobody.sock }
            allow-transfer: [{ from: 127.0.0.1 }]
            zones:
              - { origin: "{{Signed}}", file: "{{Signed}}zone" }
              - { origin: "{{Plain}}", file: "{{Plain}}zone" }
              - { origin: "{{Secondary}}", primaries: "127.0.0.1:{{_primaryPort}}" }
            """);
        _primary = await RunningServer.StartAsync("serve", "-c", _folder.File("primary.yaml"));
        _instance = await RunningServer.StartAsync("serve", "-c", _folder.File("instance.yaml"));
        await AwaitAsync($"rdns_zone_serial{{zone=\"{Secondary}\"}}");

        // A change by IXFR, a change of a file, and a transfer to others.
        await AwaitAsync("rdns_stored_size_bytes{kind=\"images\"}", value => value > 0);
        Array.ForEach((string[])[Secondary, Signed, Plain], zone => Edit(zone, 2));
        _primary.SendHangup();
        _instance.SendHangup();
        await AwaitAsync($"rdns_zone_transfers_total{{zone=\"{Secondary}\",direction=\"in\",kind=\"ixfr\"}}", value => value > 0);
        await AwaitAsync($"rdns_zone_publication_latency_seconds{{zone=\"{Plain}\"}}");
        await AwaitAsync($"rdns_zone_signatures_end_timestamp_seconds{{zone=\"{Secondary}\"}}");
        await Dig.AskAsync(Port, Plain, "AXFR");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _instance?.Dispose();
        _primary?.Dispose();
        _client.Dispose();
        _authority.Dispose();
        _folder.Dispose();
    }

    public Task<string> ReadAsync() =>
        _client.GetStringAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{HttpPort}/metrics")));

    /// <summary>The value of a sample, named as it stands in the exposition; null: there is none.</summary>
    public async Task<double?> ReadAsync(string sample) => Find(await ReadAsync(), sample);

    /// <summary>The names of all samples, each with those of its labels.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlySet<string>>> NamesAsync() =>
        (await ReadAsync()).Split('\n')
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => (Name: line[..line.IndexOfAny(['{', ' '])], Labels: LabelName().Matches(line).Select(match => match.Groups["name"].Value)))
            .GroupBy(sample => sample.Name, StringComparer.Ordinal)
            .ToDictionary(
                samples => samples.Key,
                IReadOnlySet<string> (samples) => samples.SelectMany(sample => sample.Labels).ToHashSet(StringComparer.Ordinal),
                StringComparer.Ordinal);

    private async Task AwaitAsync(string sample, Func<double, bool>? isWanted = null)
    {
        string text = "";
        await Eventually.HoldsAsync(
            async () => Find(text = await ReadAsync(), sample) is { } value && (isWanted?.Invoke(value) ?? true),
            () => $"{sample} is not there:\n{text}");
    }

    private static double? Find(string text, string sample) =>
        text.Split('\n').FirstOrDefault(line => line.StartsWith(sample + " ", StringComparison.Ordinal)) is { } line
            ? double.Parse(line[(sample.Length + 1)..], CultureInfo.InvariantCulture)
            : null;

    private void Edit(string zone, int serial) => _folder.Write($"{zone}zone", $"""
        $TTL 3600
        @ SOA ns.example.net. hostmaster.example.net. {serial} 7200 900 604800 300
        @ NS ns.example.net.
        one PTR first.example.net.
        two PTR number-{serial}.example.net.
        $GENERATE 1-40 $ PTR host-$.example.net.

        """);

    private void Configure(string name, int port, string rest)
    {
        Directory.CreateDirectory(_folder.File(name));
        _folder.Write($"{name}.yaml", $"""
            listen: ["127.0.0.1:{port}", "[::1]:{port}"]
            workers: 1
            pin-workers: false
            drain-time: 0s
            state-folder: {name}
            control: {"{"} socket: {name}.sock {"}"}
            {rest}

            """);
    }

    [GeneratedRegex("[{,](?<name>[a-z_]+)=\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex LabelName();
}
