using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using ReverseDns.App.Monitoring;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests.Monitoring;

public sealed class MetricsPageTests : IDisposable
{
    private const string OpenMetrics = "application/openmetrics-text";

    private readonly ServerFolder _folder = new();
    private readonly HttpClient _client = new();
    private readonly int _port = FreePort.Next();

    public MetricsPageTests() => _folder.Write(
        "zones/2.0.192.in-addr.arpa.zone", "$TTL 3600\n@ SOA ns.example. h.example. 7 7200 900 1209600 900\n NS ns.example.\n1 PTR host.example.\n");

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [PrometheusFact]
    public async Task Prometheus_reads_what_has_been_counted()
    {
        using RunningServer server = await ServeAsync();
        using var prometheus = new PrometheusServer(_port);
        for (int i = 0; i < 20; i++)
        {
            await Question.AskAsync(_folder.Port, i % 4 == 0 ? "2.2.0.192.in-addr.arpa." : "1.2.0.192.in-addr.arpa.", RecordType.PTR);
        }

        await _folder.CtlAsync("reload");
        await Question.AskAsync(_folder.Port, "1.2.0.192.in-addr.arpa.", RecordType.MX);

        Assert.Equal(21, await prometheus.AwaitAsync("sum(rdns_requests_total{transport=\"udp\"})", 21));
        Assert.Equal(5, await prometheus.AwaitAsync("sum(rdns_responses_total{rcode=\"NXDOMAIN\"})", 5));
        Assert.Equal(21, await prometheus.AskAsync("rdns_zone_queries_total{zone=\"2.0.192.in-addr.arpa.\"}"));
        Assert.Equal(20, await prometheus.AskAsync("sum(rdns_queries_by_type_total{qtype=\"PTR\"})"));
        Assert.Equal(21, await prometheus.AskAsync("rdns_response_time_seconds_count{transport=\"udp\",family=\"ipv4\"}"));
        Assert.Equal(21, await prometheus.AskAsync("rdns_request_size_bytes_bucket{transport=\"udp\",le=\"47.0\"}"));
        Assert.Equal(7, await prometheus.AskAsync("rdns_zone_serial{zone=\"2.0.192.in-addr.arpa.\"}"));
        Assert.Equal(1, await prometheus.AskAsync("rdns_healthy"));
    }

    [Fact]
    public async Task Every_family_of_the_table_is_exposed_and_no_other()
    {
        using RunningServer server = await ServeAsync();
        string[] types = [.. (await ReadAsync("")).Text.Split('\n').Where(line => line.StartsWith("# TYPE", StringComparison.Ordinal))];

        Assert.Equal(InstanceMetrics.Families.Select(family => $"# TYPE {family.Name} {family.Type.ToString().ToLowerInvariant()}"), types);
    }

    [PrometheusFact]
    public async Task Promtool_has_nothing_to_say_about_what_is_exposed()
    {
        using RunningServer server = await ServeAsync();
        await Question.AskAsync(_folder.Port, "1.2.0.192.in-addr.arpa.", RecordType.PTR);

        Assert.Equal("", await PrometheusServer.CheckAsync(await _client.GetStringAsync(Address())));
        Assert.Equal("", await PrometheusServer.CheckAsync((await _folder.CtlAsync("metrics")).Output));
    }

    [Fact]
    public async Task The_format_is_what_a_reader_prefers()
    {
        using RunningServer server = await ServeAsync();

        Assert.Equal("text/plain", (await ReadAsync("")).Type);
        Assert.Equal("text/plain", (await ReadAsync("*/*")).Type);
        Assert.Equal("text/plain", (await ReadAsync($"{OpenMetrics}; q=0.3, text/plain; version=0.0.4; q=0.5")).Type);
        (string? type, string text) = await ReadAsync($"{OpenMetrics}; version=1.0.0, text/plain; q=0.5, */*; q=0.1");
        Assert.Equal(OpenMetrics, type);
        Assert.Contains("# TYPE rdns_requests counter\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\n# EOF\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE rdns_requests_total counter\n", (await ReadAsync("")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_no_token_and_whatever_is_no_page_is_refused()
    {
        _folder.Write("token", "a-token-of-20-octets\n");
        using RunningServer server = await ServeAsync("  token-file: token\n");
        using HttpResponseMessage without = await _client.GetAsync(Address());
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "a-token-of-20-octetz");
        using HttpResponseMessage wrong = await _client.GetAsync(Address());
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "a-token-of-20-octets");
        using HttpResponseMessage right = await _client.GetAsync(Address());
        using HttpResponseMessage missing = await _client.GetAsync(Address("/etc/passwd"));
        using HttpResponseMessage posted = await _client.PostAsync(Address(), new ByteArrayContent([]));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (without.StatusCode, wrong.StatusCode));
        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed), (right.StatusCode, missing.StatusCode, posted.StatusCode));
    }

    [Fact]
    public async Task Without_a_token_only_this_machine_may_be_listened_to()
    {
        _folder.Write("rdns.yaml", "state-folder: \"\"\nhttp:\n  listen: [192.0.2.1]\nzones:\n  - folder: zones\n");
        Rdns.Outcome outcome = await Rdns.RunAsync("check", "config", _folder.File("rdns.yaml"));

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("http.listen: 192.0.2.1:9953 is not of this machine alone", outcome.Output + outcome.Error, StringComparison.Ordinal);
    }

    private Uri Address(string path = "/metrics") => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}{path}"));

    private Task<RunningServer> ServeAsync(string more = "") => _folder.ServeAsync(string.Create(
        CultureInfo.InvariantCulture, $"http:\n  listen: [127.0.0.1]\n  port: {_port}\n{more}"));

    private async Task<(string? Type, string Text)> ReadAsync(string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address());
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using HttpResponseMessage response = await _client.SendAsync(request);
        return (response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync());
    }
}
