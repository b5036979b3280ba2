using System.Globalization;
using System.Net;
using System.Text.Json;
using ReverseDns.Server;
using ReverseDns.Transfer.Tests.Tls;

namespace ReverseDns.App.Tests.Monitoring.Counted;

/// <summary>An instance that the counted questions are asked, over all transports and families, as often as it is started.</summary>
internal sealed class CountedServer : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly HttpClient _client = new();
    private readonly int _port = FreePort.Next();
    private readonly int _tlsPort = FreePort.Next();
    private readonly int _closedPort = FreePort.Next();

    public CountedServer()
    {
        _authority.Issue("instance.example");
        Directory.CreateDirectory(_folder.File("state"));
        WriteZones(1);
    }

    public int HttpPort { get; } = FreePort.Next();

    public void WriteZones(int serial)
    {
        foreach ((string zone, string text) in CountedQuestions.Zones(serial))
        {
            _folder.Write($"{zone}zone", text);
        }
    }

    public Task<RunningServer> StartAsync() => RunningServer.StartAsync("serve", "-c", _folder.Write("rdns.yaml", $$"""
        listen: ["127.0.0.1:{{_port}}", "[::1]:{{_port}}"]
        workers: 1
        pin-workers: false
        drain-time: 0s
        state-folder: state
        control: { socket: control.sock }
        health: { probes: false }
        tls:
          listen: ["127.0.0.1:{{_tlsPort}}", "[::1]:{{_tlsPort}}"]
          certificate: {{_authority.CertificateFileOf("instance.example")}}
          key: {{_authority.KeyFileOf("instance.example")}}
        http: { listen: [127.0.0.1], port: {{HttpPort}} }
        dnssec: { sign: ["{{CountedQuestions.Signed}}"], key-folder: keys, parent-check: false }
        allow-transfer: [{ from: 127.0.0.1 }, { from: "::1" }]
        zones:
          - { origin: "{{CountedQuestions.Plain}}", file: "{{CountedQuestions.Plain}}zone" }
          - { origin: "{{CountedQuestions.Six}}", file: "{{CountedQuestions.Six}}zone" }
          - { origin: "{{CountedQuestions.Signed}}", file: "{{CountedQuestions.Signed}}zone" }
          - { origin: "{{CountedQuestions.Missing}}", primaries: "127.0.0.1:{{_closedPort}}" }

        """));

    /// <summary>All questions once over each transport and family.</summary>
    public async Task AskAsync(params IEnumerable<Tally> tallies)
    {
        foreach (IPAddress address in (IPAddress[])[IPAddress.Loopback, IPAddress.IPv6Loopback])
        {
            foreach (Transport transport in Enum.GetValues<Transport>())
            {
                var server = new IPEndPoint(address, transport == Transport.Tls ? _tlsPort : _port);
                foreach (Tally tally in tallies)
                {
                    await CountedQuestions.AskAsync(transport, server, tally);
                }
            }
        }
    }

    public Task<Rdns.Outcome> CtlAsync(params string[] arguments) => Rdns.RunAsync(["ctl", .. arguments, "-c", _folder.File("rdns.yaml")]);

    public Task<string> MetricsAsync() => _client.GetStringAsync(Address("metrics"));

    /// <summary>The sums of the columns of /history over a week.</summary>
    public async Task<Dictionary<string, long>> HistoryAsync()
    {
        using var history = JsonDocument.Parse(await _client.GetStringAsync(Address("history?range=604800&points=1000")));
        return history.RootElement.GetProperty("columns").EnumerateObject().ToDictionary(
            column => column.Name,
            column => column.Value.EnumerateArray().Sum(value => value.ValueKind == JsonValueKind.Null ? 0 : value.GetInt64()),
            StringComparer.Ordinal);
    }

    public void Dispose()
    {
        _client.Dispose();
        _authority.Dispose();
        _folder.Dispose();
    }

    private Uri Address(string page) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{HttpPort}/{page}"));
}
