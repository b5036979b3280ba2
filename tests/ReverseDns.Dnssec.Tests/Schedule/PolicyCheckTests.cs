namespace ReverseDns.Dnssec.Tests.Schedule;

public class PolicyCheckTests
{
    private static readonly KeyPolicy Policy = new() { KeySigningLifetime = TimeSpan.FromDays(365) };
    private static readonly SigningOptions Signing = new();

    [Fact]
    public void The_defaults_are_possible() => Assert.Empty(PolicyCheck.Run(Policy, Signing));

    [Fact]
    public void A_refresh_after_the_expiry_is_refused() =>
        Refused("refresh", Policy, Signing with { Refresh = TimeSpan.FromDays(13) });

    [Fact]
    public void A_refresh_that_caches_outlast_is_refused() =>
        Refused("refresh", Policy with { LargestTimeToLive = TimeSpan.FromDays(8) }, Signing);

    [Fact]
    public void A_DNSKEY_that_caches_keep_longer_than_anything_is_refused() =>
        Refused("dnskey-ttl", Policy with { DnsKeyTimeToLive = TimeSpan.FromDays(2) }, Signing);

    [Fact]
    public void A_ZSK_that_is_old_before_its_roll_ends_is_refused() =>
        Refused("zsk-lifetime", Policy with { ZoneSigningLifetime = TimeSpan.FromDays(15) }, Signing);

    [Fact]
    public void A_KSK_that_is_old_before_the_parent_can_follow_is_refused() =>
        Refused("ksk-lifetime", Policy with { KeySigningLifetime = TimeSpan.FromDays(1) }, Signing);

    [Fact]
    public void A_zone_that_secondaries_keep_longer_than_its_signatures_last_is_refused()
    {
        Assert.Null(PolicyCheck.OfZone(Signing, TimeSpan.FromDays(7)));
        Assert.Equal("validity", PolicyCheck.OfZone(Signing, TimeSpan.FromDays(41))?.Setting);
    }

    private static void Refused(string setting, KeyPolicy policy, SigningOptions signing) =>
        Assert.Equal(setting, Assert.Single(PolicyCheck.Run(policy, signing)).Setting);
}
