using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ReverseDns.App.Top;
using ReverseDns.Protocol;
using ReverseDns.Server;
using ReverseDns.Zones;

namespace ReverseDns.App.Tests.Top;

public sealed class TopListsTests : IDisposable
{
    private readonly ServerFolder _folder = new();
    private readonly HttpClient _client = new();
    private readonly int _port = FreePort.Next();

    public TopListsTests()
    {
        _folder.Write(
            "zones/10.in-addr.arpa.zone",
            "$TTL 3600\n@ SOA ns.example. h.example. 7 7200 900 1209600 900\n NS ns.example.\n1.2.3 PTR host.example.\n7.20 NS ns.member.example.\n21 NS ns.big.example.\n");
        _folder.Write(
            "zones/8.b.d.0.1.0.0.2.ip6.arpa.zone",
            "$TTL 3600\n@ SOA ns.example. h.example. 7 7200 900 1209600 900\n NS ns.example.\n1.0.0.0 NS ns.member.example.\n");
    }

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Who_asks_for_what_is_listed_by_clients_zones_delegations_blocks_and_types()
    {
        using RunningServer server = await _folder.ServeAsync(
            string.Create(CultureInfo.InvariantCulture, $"top-lists:\n  one-in: 1\nhttp:\n  listen: [127.0.0.1]\n  port: {_port}\n"));
        await AskAsync("127.9.1.1", 12, "1.2.3.10.in-addr.arpa.", RecordType.PTR);
        await AskAsync("127.9.1.200", 5, "4.3.7.20.10.IN-ADDR.arpa.", RecordType.PTR);
        await AskAsync("127.9.2.1", 3, "9.21.10.in-addr.arpa.", RecordType.NS);
        await AskAsync("127.9.2.1", 2, "a.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.", RecordType.PTR);
        await AskAsync("127.9.3.1", 1, "www.example.", RecordType.AAAA);

        JsonElement top = default;
        await Eventually.HoldsAsync(async () =>
        {
            top = JsonDocument.Parse((await _folder.CtlAsync("top", "--json")).Output).RootElement.GetProperty("top");
            return top.GetProperty("queries").GetInt64() == 23;
        });
        Assert.Equal(["127.9.1.0/24 17", "127.9.2.0/24 5", "127.9.3.0/24 1"], Entries(top, "clients"));
        Assert.Equal(["10.in-addr.arpa. 20", "8.b.d.0.1.0.0.2.ip6.arpa. 2"], Entries(top, "zones"));
        Assert.Equal(
            ["7.20.10.in-addr.arpa. 5", "21.10.in-addr.arpa. 3", "1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. 2"], Entries(top, "delegations"));
        Assert.Equal(["10.20.0.0/16 5", "2001:db8::/32 2"], Prefixes(top, "blocks").Where(text => !text.StartsWith("10.3.", StringComparison.Ordinal) && !text.StartsWith("10.21.", StringComparison.Ordinal)));
        Assert.Equal(["10.0.0.0/8 20", "2000::/12 2"], Prefixes(top, "wideBlocks"));
        Assert.Equal(["PTR 19", "NS 3", "AAAA 1"], Entries(top, "types"));
        Assert.Equal(0, top.GetProperty("lost").GetInt64());

        Rdns.Outcome text = await _folder.CtlAsync("top", "--over", "1d", "--count", "2");
        Assert.Equal(0, text.ExitCode);
        Assert.Contains("             5  21.7 %  7.20.10.in-addr.arpa. (10.20.7.0/24)", text.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("127.9.3.0/24", text.Output, StringComparison.Ordinal);
        using var page = JsonDocument.Parse(await _client.GetStringAsync(Page("?over=5m&count=1")));
        Assert.Equal(["127.9.1.0/24 17"], Entries(page.RootElement, "clients"));
        Assert.Equal(HttpStatusCode.BadRequest, (await _client.GetAsync(Page("?over=2h"))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await _client.GetAsync(Page("?count=0"))).StatusCode);
    }

    [Fact]
    public async Task A_time_leaves_the_lists_when_it_is_over()
    {
        var clock = new SteppedTime(new DateTimeOffset(2026, 11, 1, 10, 2, 0, TimeSpan.Zero));
        var samples = new TrafficSamples(1);
        await using var server = new DnsServer(
            new ServerOptions { Listen = [new IPEndPoint(IPAddress.Loopback, 0)], Workers = 1, PinWorkers = false }, new ZoneStore(), samples: samples);
        server.Start();
        await using var lists = new TopLists(samples, clock);
        await AskServerAsync(4);
        clock.Now += TimeSpan.FromMinutes(5);
        await AskServerAsync(3);

        Assert.Equal((7, 7, 7), Counts());
        clock.Now += TimeSpan.FromMinutes(5);
        Assert.Equal((3, 7, 7), Counts());
        clock.Now += TimeSpan.FromMinutes(60);
        Assert.Equal((0, 0, 7), Counts());
        clock.Now += TimeSpan.FromHours(23);
        Assert.Equal((0, 0, 0), Counts());
        await AskServerAsync(2);
        clock.Now -= TimeSpan.FromHours(3);
        Assert.Equal((2, 2, 2), Counts());

        (long FiveMinutes, long Hour, long Day) Counts() =>
            (lists.Read(TopWindow.FiveMinutes, 1).Queries, lists.Read(TopWindow.Hour, 1).Queries, lists.Read(TopWindow.Day, 1).Queries);

        async Task AskServerAsync(int times)
        {
            long before = lists.Read(TopWindow.FiveMinutes, 1).Queries;
            for (int i = 0; i < times; i++)
            {
                await Question.AskAsync(server.Addresses[0].Port, "a.example.", RecordType.PTR);
            }

            await Eventually.HoldsAsync(() =>
            {
                lists.Sample();
                return lists.Read(TopWindow.FiveMinutes, 1).Queries >= before + times;
            });
        }
    }

    private static string[] Entries(JsonElement top, string list) => [.. top.GetProperty(list).EnumerateArray().Select(entry =>
        string.Create(CultureInfo.InvariantCulture, $"{entry.GetProperty("name").GetString()} {entry.GetProperty("queries").GetInt64()}"))];

    private static string[] Prefixes(JsonElement top, string list) => [.. top.GetProperty(list).EnumerateArray().Select(entry =>
        string.Create(CultureInfo.InvariantCulture, $"{entry.GetProperty("prefix").GetString()} {entry.GetProperty("queries").GetInt64()}"))];

    private Uri Page(string query) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}/top{query}"));

    private async Task AskAsync(string client, int times, string name, RecordType type)
    {
        byte[] query = [0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. DomainName.Parse(name).Wire, (byte)((int)type >> 8), (byte)type, 0, 1];
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Parse(client), 0));
        for (int i = 0; i < times; i++)
        {
            await socket.SendAsync(query, new IPEndPoint(IPAddress.Loopback, _folder.Port));
            await socket.ReceiveAsync();
        }
    }
}
