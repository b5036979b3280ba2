using System.Net;
using ReverseDns.Protocol;

namespace ReverseDns.Server.Tests.Cookies;

public class CookieTests
{
    private const string Secret = "e5e973e5a6b2a43f48e7dc849e37bfcf";
    private const string Client = "2464c4abcf10c957";
    private const string Address = "198.51.100.100";
    private const uint Time = 0x5CF79F11;

    private readonly SteppedClock _clock = new();
    private readonly byte[] _answer = new byte[4_096];

    /// <summary>RFC 9018, appendix A.1.</summary>
    [Fact]
    public void A_client_learns_its_cookie() => Assert.Equal(
        "2464c4abcf10c957010000005cf79f111f8130c3eee29480", Ask(Handler(Time), Address, Client));

    /// <summary>RFC 9018, appendix A.2.</summary>
    [Fact]
    public void One_that_has_become_old_is_renewed() => Assert.Equal(
        "2464c4abcf10c957010000005cf7a871d4a564a1442aca77",
        Ask(Handler(0x5CF7A871), Address, "2464c4abcf10c957010000005cf79f111f8130c3eee29480"));

    /// <summary>RFC 9018, appendix A.3: the reserved octets are not ours to set, and belong to the hash.</summary>
    [Fact]
    public void Reserved_octets_are_verified_as_they_are()
    {
        const string brought = "fc93fc62807ddb8601abcdef5cf78f71a314227b6679ebf5";
        Assert.Equal(ResponseCode.NoError, Code(Handler(0x5CF78F71 + 60, isRequired: true), "203.0.113.203", brought));
        Assert.Equal(brought, Ask(Handler(0x5CF78F71 + 60), "203.0.113.203", brought));
        Assert.StartsWith("fc93fc62807ddb8601000000", Ask(Handler(0x5CF78F71 + 2_000), "203.0.113.203", brought), StringComparison.Ordinal);
    }

    /// <summary>RFC 9018, appendix A.4.</summary>
    [Fact]
    public void One_of_the_secret_before_is_good_and_renewed_with_the_new_one()
    {
        const string brought = "22681ab97d52c298010000005cf7c57926556bd0934c72f8";
        const string address = "2001:db8:220:1:59de:d0f4:8769:82b8";
        string[] secrets = ["445536bcd2513298075a5d379663c962", "dd3bdf9344b678b185a6f5cb60fca715"];
        Assert.Equal("22681ab97d52c298010000005cf7c609a6bb79d16625507a", Ask(Handler(0x5CF7C609, secrets), address, brought));
        Assert.Equal(ResponseCode.NoError, Code(Handler(0x5CF7C609, secrets, isRequired: true), address, brought));
        Assert.Equal(ResponseCode.BadCookie, Code(Handler(0x5CF7C609, secrets[..1], isRequired: true), address, brought));
    }

    [Theory]
    [InlineData(-301, false)] // from too far ahead
    [InlineData(-300, true)]
    [InlineData(0, true)]
    [InlineData(1_800, true)]
    [InlineData(3_600, true)]
    [InlineData(3_601, false)] // replayed
    public void A_cookie_is_good_for_an_hour_and_from_clocks_that_are_five_minutes_ahead(int age, bool isGood)
    {
        foreach (uint time in (uint[])[Time, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0, 100])
        {
            string cookie = Ask(Handler(time), Address, Client);
            ResponseCode code = Code(Handler(unchecked(time + (uint)age), isRequired: true), Address, cookie);
            Assert.Equal(isGood ? ResponseCode.NoError : ResponseCode.BadCookie, code);
        }
    }

    [Fact]
    public void Another_clients_cookie_a_forged_one_and_one_of_another_kind_prove_nothing()
    {
        string good = Ask(Handler(Time), Address, Client);
        RequestHandler handler = Handler(Time, isRequired: true);
        Assert.Equal(ResponseCode.NoError, Code(handler, Address, good));
        Assert.Equal(ResponseCode.BadCookie, Code(handler, "198.51.100.101", good));
        Assert.Equal(ResponseCode.BadCookie, Code(handler, Address, "3" + good[1..]));
        Assert.Equal(ResponseCode.BadCookie, Code(handler, Address, good[..^1] + (good[^1] == '0' ? '1' : '0')));
        Assert.Equal(ResponseCode.BadCookie, Code(handler, Address, good[..16] + "02" + good[18..]));
        Assert.Equal(ResponseCode.BadCookie, Code(handler, Address, good + "00"));
        Assert.Equal(ResponseCode.BadCookie, Code(handler, Address, Client));
    }

    [Fact]
    public void Whoever_sends_none_gets_none_and_is_answered_also_where_it_is_required()
    {
        Response answer = Send(Handler(Time, isRequired: true), Address, Packet.QueryWithOpt(SampleZone.Host, RecordType.PTR));
        Assert.Equal((ResponseCode.NoError, 1), (answer.Code, answer.AnswerCount));
        Assert.Empty(answer.Opt.Rdata);
    }

    [Theory]
    [InlineData("")]
    [InlineData("24")]
    [InlineData("2464c4abcf10c9")]
    [InlineData("2464c4abcf10c95701")]
    [InlineData("2464c4abcf10c95701000000000000")]
    [InlineData("2464c4abcf10c957010000005cf79f111f8130c3eee29480010000005cf79f111f8130c3eee2948000")]
    public void One_of_an_impossible_length_is_a_format_error(string cookie) =>
        Assert.Equal(ResponseCode.FormErr, Code(Handler(Time), Address, cookie));

    [Fact]
    public void Of_several_the_first_counts()
    {
        byte[] options = [.. Option(Client), .. Option("ff")];
        Response answer = Send(Handler(Time), Address, Packet.QueryWithOpt(SampleZone.Host, RecordType.PTR, options: options));
        Assert.Equal("2464c4abcf10c957010000005cf79f111f8130c3eee29480", Convert.ToHexStringLower(answer.Option(10)!));
    }

    /// <summary>RFC 7873, section 5.4.</summary>
    [Fact]
    public void A_query_without_question_asks_for_a_cookie()
    {
        byte[] request = [.. Packet.Header(questions: 0, additional: 1), .. Packet.Opt(options: Option(Client))];
        Response answer = Send(Handler(Time), Address, request);
        Assert.Equal(ResponseCode.NoError, answer.Code);
        Assert.Equal("2464c4abcf10c957010000005cf79f111f8130c3eee29480", Convert.ToHexStringLower(answer.Option(10)!));
    }

    [Fact]
    public void Errors_and_refusals_have_it_too()
    {
        foreach (byte[] question in (byte[][])[Packet.Question("example."), Packet.Question("id.server.", RecordType.TXT, RecordClass.CH), Packet.Question("x." + SampleZone.Host)])
        {
            Response answer = Send(Handler(Time), Address, [.. Packet.Header(additional: 1), .. question, .. Packet.Opt(options: Option(Client))]);
            Assert.Equal(24, answer.Option(10)!.Length);
        }
    }

    [Fact]
    public void Turned_off_a_cookie_is_passed_over()
    {
        var off = new ServerCookies(new CookieOptions { IsOn = false }, new UnixClock(Time));
        var handler = new RequestHandler(new EdnsOptions(), new IdentityOptions(), new WorkerCounters(), cookies: off);
        Response answer = Send(handler, Address, Packet.QueryWithOpt(SampleZone.Host, RecordType.PTR, options: Option(Client)));
        Assert.Equal(ResponseCode.NoError, answer.Code);
        Assert.Empty(answer.Opt.Rdata);
    }

    [Fact]
    public void There_is_room_for_it_in_the_shortest_of_answers()
    {
        Response answer = Send(
            Handler(Time), Address, Packet.QueryWithOpt(SampleZone.Crowded, RecordType.PTR, payload: 512, options: [.. Option(Client), .. Packet.Option(3)]));
        Assert.True(answer.IsTruncated);
        Assert.InRange(answer.Length, 1, 512);
        Assert.Equal(24, answer.Option(10)!.Length);
    }

    [Fact]
    public void Who_brings_it_back_is_not_limited_and_others_of_the_same_address_are_shown_how()
    {
        using var limits = new RateLimits(
            new RateLimitOptions { Ipv4 = [new RateLimitLevel(32, 10)], Burst = TimeSpan.FromSeconds(1), Slip = 1 }, [], _clock);
        var counters = new WorkerCounters();
        var handler = new RequestHandler(
            new EdnsOptions(), new IdentityOptions(), counters, limiter: new RateLimiter(limits, counters.Limited), cookies: Cookies(Time, [Secret], isRequired: false));
        handler.BeginBatch(_clock.GetTimestamp());
        string cookie = Ask(handler, Address, Client);
        for (int i = 0; i < 50; i++)
        {
            Ask(handler, Address, Client);
        }

        Assert.Equal(ResponseCode.BadCookie, Code(handler, Address, Client));
        Assert.Equal(cookie, Ask(handler, Address, Client));
        Assert.Equal(ResponseCode.NoError, Code(handler, Address, cookie));
        Assert.True(Send(handler, Address, Packet.Query(SampleZone.Host, RecordType.PTR)).IsTruncated);
        Assert.Equal(0, counters.Limited.Read(LimitAction.Dropped, isIpv6: false, 32));
    }

    [OptimizedFact]
    public void Cookies_allocate_nothing()
    {
        RequestHandler handler = Handler(Time, [Secret, "445536bcd2513298075a5d379663c962"]);
        byte[] request = Packet.QueryWithOpt(SampleZone.Host, RecordType.PTR, options: Option("22681ab97d52c298010000005cf7c57926556bd0934c72f8"));
        var client = new ClientContext(SampleZone.Table, Transport.Udp, IsIpv6: true, 1);
        long before = 0;
        for (int i = 0; i < 2_000; i++)
        {
            before = i == 1_000 ? GC.GetAllocatedBytesForCurrentThread() : before;
            handler.Handle(request, _answer, in client);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] Option(string cookie) => Packet.Option(10, Convert.FromHexString(cookie));

    private static RequestHandler Handler(uint time, bool isRequired = false) => Handler(time, [Secret], isRequired);

    private static RequestHandler Handler(uint time, string[] secrets, bool isRequired = false) => new(
        new EdnsOptions { Nsid = "abcd"u8.ToArray() }, new IdentityOptions { IdServer = "here" }, new WorkerCounters(), cookies: Cookies(time, secrets, isRequired));

    private static ServerCookies Cookies(uint time, string[] secrets, bool isRequired)
    {
        var parsed = new List<CookieSecret>();
        foreach (string text in secrets)
        {
            Assert.True(CookieSecret.TryParse(text, out CookieSecret secret));
            parsed.Add(secret);
        }

        return new ServerCookies(new CookieOptions { Secrets = parsed, IsRequired = isRequired }, new UnixClock(time));
    }

    private string Ask(RequestHandler handler, string client, string cookie) => Convert.ToHexStringLower(
        Send(handler, client, Packet.QueryWithOpt(SampleZone.Host, RecordType.PTR, options: Option(cookie))).Option(10)!);

    private ResponseCode Code(RequestHandler handler, string client, string cookie) =>
        Send(handler, client, Packet.QueryWithOpt(SampleZone.Host, RecordType.PTR, options: Option(cookie))).Code;

    private Response Send(RequestHandler handler, string client, byte[] request)
    {
        var address = IPAddress.Parse(client);
        bool isIpv6 = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        int length = handler.Handle(
            request, _answer, new ClientContext(SampleZone.Table, Transport.Udp, isIpv6, SocketName.Of(new IPEndPoint(address, 53)).Address));
        return new Response(_answer[..length]);
    }

    private sealed class UnixClock(uint seconds) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(seconds);
    }
}
