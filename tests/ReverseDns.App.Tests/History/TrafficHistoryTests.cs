using System.Globalization;
using System.Net;
using System.Text.Json;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests.History;

public sealed class TrafficHistoryTests : IDisposable
{

    private readonly ServerFolder _folder = new();
    private readonly HttpClient _client = new();
    private readonly int _port = FreePort.Next();

    public TrafficHistoryTests()
    {
        _folder.Write(
            "zones/2.0.192.in-addr.arpa.zone", "$TTL 3600\n@ SOA ns.example. h.example. 7 7200 900 1209600 900\n NS ns.example.\n1 PTR host.example.\n");
    }

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_was_counted_outlives_a_kill_and_a_stop()
    {
        using (RunningServer first = await ServeAsync())
        {
            await AskAsync("1.2.0.192.in-addr.arpa.", 20);
            Assert.Equal(20, await AwaitAsync("requests-udp-ipv4", 20));
            await first.EndByForceAsync();
        }

        using (RunningServer second = await ServeAsync())
        {
            await AskAsync("2.2.0.192.in-addr.arpa.", 5);
            await second.TerminateAsync();
        }

        using RunningServer third = await ServeAsync();
        Assert.Equal(
            (25, 20, 5, 25), (await SumAsync("requests-udp-ipv4"), await SumAsync("rcode-noerror"), await SumAsync("rcode-nxdomain"), await SumAsync("qtype-PTR")));
        using JsonDocument history = await ReadAsync("?range=604800&points=100");
        Assert.Equal(25, SumOf(history, "latency-inf") + history.RootElement.GetProperty("columns").EnumerateObject()
            .Where(column => column.Name.StartsWith("latency-", StringComparison.Ordinal) && !column.Name.Equals("latency-inf", StringComparison.Ordinal))
            .Sum(column => SumOf(history, column.Name)));
    }

    [Theory]
    [InlineData("?range=0")]
    [InlineData("?range=99999999999999")]
    [InlineData("?points=-1")]
    [InlineData("?range=x")]
    public async Task What_cannot_be_asked_for_is_refused(string query)
    {
        using RunningServer server = await ServeAsync();
        using HttpResponseMessage response = await _client.GetAsync(Address(query));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("?range= takes seconds from 1 to", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task AskAsync(string name, int times)
    {
        for (int i = 0; i < times; i++)
        {
            await Question.AskAsync(_folder.Port, name, RecordType.PTR);
        }
    }

    private async Task<long> AwaitAsync(string column, long wanted)
    {
        long sum = 0;
        await Eventually.IsAsync(async () => (sum = await SumAsync(column)) >= wanted);
        return sum;
    }

    private async Task<long> SumAsync(string column)
    {
        using JsonDocument history = await ReadAsync("");
        return SumOf(history, column);
    }

    private static long SumOf(JsonDocument history, string column) => history.RootElement.GetProperty("columns").GetProperty(column)
        .EnumerateArray().Sum(value => value.ValueKind == JsonValueKind.Null ? 0 : value.GetInt64());

    private async Task<JsonDocument> ReadAsync(string query) => JsonDocument.Parse(await _client.GetStringAsync(Address(query)));

    private Uri Address(string query) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}/history{query}"));

    private Task<RunningServer> ServeAsync() =>
        _folder.ServeAsync(string.Create(CultureInfo.InvariantCulture, $"http:\n  listen: [127.0.0.1]\n  port: {_port}\n"));
}
