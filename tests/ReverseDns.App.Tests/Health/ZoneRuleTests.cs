using ReverseDns.App.Control;
using ReverseDns.App.Health;
using ReverseDns.App.Serving;

namespace ReverseDns.App.Tests.Health;

public class ZoneRuleTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Theory]
    [InlineData(0, "signature-ended")]
    [InlineData(60, "signature-ended")]
    [InlineData(61, "signature-near-end")]
    [InlineData(43_199, "signature-near-end")]
    [InlineData(43_200, null)]
    public void A_signature_is_a_reason_before_it_has_ended(int secondsLeft, string? reason) =>
        Assert.Equal(reason, ReasonsOf(Zone(ZoneState.Good) with { SignaturesEnd = Now.AddSeconds(secondsLeft) }).SingleOrDefault());

    [Fact]
    public void Without_a_margin_it_still_is_one_before_it_has_ended() => Assert.Equal(
        ReasonKind.SignatureEnded,
        Assert.Single(ZoneRule.ReasonsOf(
            Zone(ZoneState.Good) with { SignaturesEnd = Now.AddSeconds(20) },
            new HealthOptions { SignatureMargin = TimeSpan.Zero, SignatureLeast = TimeSpan.FromSeconds(20) },
            Now)).Kind);

    [Theory]
    [InlineData("Behind", 900, null)]
    [InlineData("Behind", 901, "zone-lag")]
    [InlineData("Stuck", 3_601, "zone-lag")]
    public void Something_newer_may_be_known_of_for_a_while(string state, int lag, string? reason) =>
        Assert.Equal(reason, ReasonsOf(Zone(Enum.Parse<ZoneState>(state)) with { Secondary = Secondary(lag, expiry: 100_000) }).SingleOrDefault());

    [Theory]
    [InlineData(11, "zone-near-expiry")]
    [InlineData(10, "zone-expired")]
    public void A_zone_is_as_good_as_expired_when_an_answer_would_come_too_late(int left, string reason) =>
        Assert.Equal(reason, Assert.Single(ReasonsOf(Zone(ZoneState.Expiring) with { Secondary = Secondary(lag: 0, left) })));

    [Fact]
    public void Every_state_of_a_zone_is_either_fine_or_a_reason_by_name() =>
        Assert.Equal(
            ["alarm", "refused", "lag", "near-expiry", "expired", "missing", "broken"],
            Enum.GetValues<ZoneState>().SelectMany(state => ReasonsOf(Zone(state))).Select(name => name!["zone-".Length..]));

    private static IEnumerable<string?> ReasonsOf(ZoneStatus zone) => ZoneRule.ReasonsOf(zone, new HealthOptions(), Now).Select(reason => reason.Kind.Name);

    private static ZoneStatus Zone(ZoneState state) => new(
        "example.", state, null, "", IsServed: true, 1, 1, 1, null, null, [], Now, null, 0, [], null);

    private static SecondaryStatus Secondary(long lag, long expiry) => new(2, Now, lag, Now, Now, Now, 0, Now, expiry, null, []);
}
