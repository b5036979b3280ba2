using System.Net;
using ReverseDns.Protocol;

namespace ReverseDns.Server.Tests.Limits;

/// <summary>Limits as clients meet them, on a clock that stands still unless a test moves it.</summary>
public sealed class RateLimitTests : IDisposable
{
    private static readonly RateLimitOptions Tight = new()
    {
        Ipv4 = [new RateLimitLevel(32, 10), new RateLimitLevel(24, 20)],
        Ipv6 = [new RateLimitLevel(128, 10), new RateLimitLevel(64, 20)],
        Burst = TimeSpan.FromSeconds(1),
        Slip = 0,
    };

    private readonly SteppedClock _clock = new();
    private readonly WorkerCounters _counters = new();
    private readonly List<RateLimits> _made = [];
    private readonly byte[] _answer = new byte[4_096];

    public void Dispose() => _made.ForEach(limits => limits.Dispose());

    [Fact]
    public void What_the_server_asks_itself_has_no_limit()
    {
        RequestHandler handler = Handler(Tight, out _, AddressPrefix.Parse("192.0.2.53"), AddressPrefix.Parse("2001:db8::53"));

        Assert.Equal((50, 50, 10), (Answered(handler, "192.0.2.53", 50), Answered(handler, "2001:db8::53", 50), Answered(handler, "192.0.2.54", 50)));
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("2001:db8::1")]
    public void A_host_has_its_limit_a_second(string client)
    {
        RequestHandler handler = Handler(Tight, out _);
        Assert.Equal(10, Answered(handler, client, 50));
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(5, Answered(handler, client, 50));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(10, Answered(handler, client, 50));
        Assert.Equal(125, _counters.Of(Transport.Udp, Is6(client)).Drops[(int)DropReason.RateLimit]);
        Assert.Equal(125, _counters.Limited.Read(LimitAction.Dropped, Is6(client), Is6(client) ? 128 : 32));
    }

    [Theory]
    [InlineData("192.0.2.", 32)]
    [InlineData("2001:db8::", 128)]
    public void All_hosts_of_a_network_have_its_limit_together(string network, int width)
    {
        RequestHandler handler = Handler(Tight, out _);
        Assert.Equal(20, Enumerable.Range(1, 200).Sum(host => Answered(handler, $"{network}{host}", 1)));
        Assert.Equal(180, _counters.Limited.Read(LimitAction.Dropped, width == 128, width == 128 ? 64 : 24));
        Assert.Equal(1, Answered(handler, width == 128 ? "2001:db8:0:1::1" : "192.0.3.1", 1));
    }

    [Fact]
    public void Many_names_and_names_that_do_not_exist_are_no_way_round_it()
    {
        RequestHandler handler = Handler(Tight, out _);
        int answered = Enumerable.Range(0, 100).Count(i => Ask(handler, "192.0.2.1", Packet.Query($"x{i}.{SampleZone.Apex}")) > 0);
        Assert.Equal(10, answered);
    }

    [Fact]
    public void A_large_answer_counts_for_several()
    {
        RequestHandler handler = Handler(Tight, out _);
        byte[] large = Packet.QueryWithOpt(SampleZone.Crowded, RecordType.PTR, payload: 4_096);
        int length = Ask(handler, "192.0.2.1", large);
        int cost = (length + 255) / 256;
        Assert.InRange(cost, 6, 10);
        int more = 0;
        while (Ask(handler, "192.0.2.1", large) > 0)
        {
            more++;
        }

        // The last one may begin with a single answer left.
        Assert.InRange(1 + more, 10 / cost, (10 / cost) + 1);
    }

    [Fact]
    public void Each_second_question_beyond_is_answered_with_TC_alone()
    {
        RequestHandler handler = Handler(Slipping, out _);
        Answered(handler, "192.0.2.1", 10);
        Response[] answers = [.. Enumerable.Range(0, 20).Select(_ => Ask(handler, "192.0.2.1", Packet.QueryWithOpt(SampleZone.Host, RecordType.PTR)))
            .Where(length => length > 0).Select(length => new Response(_answer[..length]))];
        Assert.Equal(10, answers.Length);
        Assert.All(answers, answer =>
        {
            Assert.True(answer.IsTruncated);
            Assert.Equal(ResponseCode.NoError, answer.Code);
            Assert.Equal((1, 0, 0, 1), (answer.QuestionCount, answer.AnswerCount, answer.AuthorityCount, answer.AdditionalCount));
            Assert.Equal(Packet.QueryWithOpt(SampleZone.Host, RecordType.PTR).Length, answer.Length);
        });
        Assert.Equal(10, _counters.Limited.Read(LimitAction.Slipped, isIpv6: false, 32));
        Assert.Equal(10, _counters.Limited.Read(LimitAction.Dropped, isIpv6: false, 32));
    }

    [Fact]
    public void What_is_no_look_up_is_limited_too()
    {
        RequestHandler handler = Handler(Slipping, out _);
        byte[][] kinds =
        [
            Packet.Header(questions: 0), [.. Packet.Header(flags: 3 << 11), .. Packet.Question(SampleZone.Host)],
            Packet.Query("id.server.", RecordType.TXT, RecordClass.CH), Packet.Query(SampleZone.Apex, RecordType.AXFR),
        ];
        Assert.Equal(10, Enumerable.Range(0, 100).Count(i => Ask(handler, "192.0.2.1", kinds[i % kinds.Length]) > 0));
    }

    [Fact]
    public void A_forged_signature_is_no_way_round_it()
    {
        RequestHandler handler = Handler(Tight, out _);
        byte[] forged = [.. Packet.Header(additional: 1), .. Packet.Question(SampleZone.Host), .. Packet.Tsig()];
        Assert.Equal(10, Enumerable.Range(0, 2_000).Count(_ => Ask(handler, "192.0.2.1", forged) > 0));
    }

    [Fact]
    public void Tried_out_it_counts_and_limits_nobody()
    {
        RequestHandler handler = Handler(new RateLimitOptions { Ipv4 = Tight.Ipv4, Burst = Tight.Burst, IsDryRun = true }, out RateLimits limits);
        Assert.Equal(50, Answered(handler, "192.0.2.1", 50));
        Assert.Equal(40, _counters.Limited.Read(LimitAction.DryRun, isIpv6: false, 32));
        Assert.Equal(0, _counters.Of(Transport.Udp, isIpv6: false).Drops[(int)DropReason.RateLimit]);
        Assert.Equal("192.0.2.1/32", Assert.Single(limits.Limited.Take()).Prefix.ToString());
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("198.51.100.77")]
    public void Those_on_the_list_are_not_limited(string client)
    {
        var options = new RateLimitOptions
        {
            Ipv4 = Tight.Ipv4,
            Ipv6 = Tight.Ipv6,
            Allowed = [.. new RateLimitOptions().Allowed, AddressPrefix.Parse("198.51.100.0/24")],
        };
        Assert.Equal(500, Answered(Handler(options, out _), client, 500));
    }

    [Fact]
    public void New_limits_hold_at_once()
    {
        RequestHandler handler = Handler(Tight, out RateLimits limits);
        Assert.Equal(10, Answered(handler, "192.0.2.1", 50));
        limits.Replace(new RateLimitOptions { IsOn = false });
        Assert.Equal(50, Answered(handler, "192.0.2.1", 50));
        limits.Replace(Tight);
        Assert.Equal(0, Answered(handler, "192.0.2.1", 50));
    }

    [Fact]
    public void Who_is_limited_is_reported_with_about_how_many_questions()
    {
        RequestHandler handler = Handler(Tight, out RateLimits limits);
        Answered(handler, "192.0.2.1", 2_000);
        for (int host = 0; host < 1_000; host++)
        {
            Answered(handler, $"198.51.100.{host % 250}", 1);
        }

        IReadOnlyList<LimitedPrefix> taken = limits.Limited.Take();
        Assert.Equal(["192.0.2.1/32", "198.51.100.0/24"], taken.Select(item => item.Prefix.ToString()));
        Assert.InRange(taken[0].Questions, 1_970, 1_990);
        Assert.InRange(taken[1].Questions, 960, 1_000);
        Assert.Empty(limits.Limited.Take());
    }

    [OptimizedFact]
    public void Limiting_allocates_nothing()
    {
        RequestHandler handler = Handler(Slipping, out _);
        byte[] query = Packet.Query(SampleZone.Host, RecordType.PTR);
        Hosts(handler, query, 300);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Hosts(handler, query, 5_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static RateLimitOptions Slipping => new() { Ipv4 = Tight.Ipv4, Ipv6 = Tight.Ipv6, Burst = Tight.Burst };

    private static bool Is6(string client) => client.Contains(':', StringComparison.Ordinal);

    private void Hosts(RequestHandler handler, byte[] query, int questions)
    {
        for (int i = 0; i < questions; i++)
        {
            handler.BeginBatch(_clock.GetTimestamp());
            handler.Handle(query, _answer, new ClientContext(SampleZone.Table, Transport.Udp, IsIpv6: i % 2 == 0, (UInt128)(i % 37)));
        }
    }

    private RequestHandler Handler(RateLimitOptions options, out RateLimits limits, params AddressPrefix[] own)
    {
        limits = new RateLimits(options, own, _clock);
        _made.Add(limits);
        return new RequestHandler(
            new EdnsOptions { Ipv4PayloadLimit = 4_096 }, new IdentityOptions { IdServer = "here" }, _counters, limiter: new RateLimiter(limits, _counters.Limited));
    }

    private int Answered(RequestHandler handler, string client, int questions) =>
        Enumerable.Range(0, questions).Count(_ => Ask(handler, client, Packet.Query(SampleZone.Host, RecordType.PTR)) > 0);

    private int Ask(RequestHandler handler, string client, byte[] request)
    {
        handler.BeginBatch(_clock.GetTimestamp());
        UInt128 address = SocketName.Of(new IPEndPoint(IPAddress.Parse(client), 53)).Address;
        return handler.Handle(request, _answer, new ClientContext(SampleZone.Table, Transport.Udp, Is6(client), address));
    }
}
