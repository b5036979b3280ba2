using ReverseDns.App.Control;
using ReverseDns.App.Serving;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests;

/// <summary>A secondary, and what it says of its zone while its primary gives it, refuses it, is gone, and comes back.</summary>
public sealed class ZoneStateTests : IDisposable
{
    private const string Zone = InstancePair.Zone;
    private const string Name = InstancePair.Name;

    private readonly InstancePair _pair = new();

    public void Dispose() => _pair.Dispose();

    [Fact]
    public async Task A_zone_says_what_is_served_what_is_offered_and_which_primary_refuses_it_and_why()
    {
        Configure("allow-transfer: [{from: 127.0.0.1, key: the-key}]");
        _pair.WriteZone("one", 1);
        using RunningServer primary = await _pair.ServeAsync("primary");
        using RunningServer secondary = await _pair.ServeAsync("secondary");
        ZoneStatus good = await AwaitAsync(zone => zone is { State: ZoneState.Good, Secondary.SecondsToExpiry: not null });
        Assert.Equal((1u, 1u, 0), (good.Serial, good.Secondary!.OfferedSerial, good.Secondary.LagSeconds));
        Assert.InRange(good.Secondary.SecondsToExpiry!.Value, 1_209_000, 1_209_600);
        PrimaryReport known = Assert.Single(good.Secondary.Primaries);
        Assert.Equal(($"127.0.0.1:{_pair.PrimaryPort}", "tcp", "the-key."), (known.Address, known.Transport, known.Key));
        Assert.Equal((0, null, null), (known.Failures, known.FailingSince, known.LastError));

        Configure("");
        Assert.Equal(0, (await _pair.CtlAsync("primary", "reload")).ExitCode);
        _pair.WriteZone("two", 2);
        Assert.Equal(0, (await _pair.CtlAsync("primary", "reload")).ExitCode);
        ZoneStatus refused = await AwaitAsync(zone => zone is { State: ZoneState.Failing, Secondary.Primaries: [{ FailingSince: not null }] });
        Assert.Equal((1u, 2u), (refused.Serial, refused.Secondary!.OfferedSerial));
        PrimaryReport refusing = Assert.Single(refused.Secondary.Primaries);
        Assert.True(refused.Secondary.BehindSince <= refusing.FailingSince);
        Assert.Equal(
            (1, "Refused", "the answer is Refused (extended error 18 Prohibited)", 18),
            (refusing.Failures, refusing.Fault, refusing.LastError, refusing.ExtendedError));

        string list = (await _pair.CtlAsync("secondary", "zone")).Output;
        Assert.Matches($"(?m)^STATE .* ZONE\nfailing +1 +2 +[0-9]+s +13d 23h +{Zone}\\.$", list);
        string text = (await _pair.CtlAsync("secondary", "zone", Zone)).Output;
        Assert.Contains("failing    since ", text, StringComparison.Ordinal);
        Assert.Contains("1 checks: the answer is Refused (extended error 18 Prohibited)\n", text, StringComparison.Ordinal);
        string metrics = (await _pair.CtlAsync("secondary", "metrics")).Output;
        Assert.Contains($"rdns_zone_offered_serial{{zone=\"{Zone}.\"}} 2\n", metrics, StringComparison.Ordinal);
        Assert.Contains($"rdns_zone_state{{zone=\"{Zone}.\",state=\"failing\"}} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains($"rdns_primary_up{{zone=\"{Zone}.\",primary=\"127.0.0.1:{_pair.PrimaryPort}\"}} 0\n", metrics, StringComparison.Ordinal);
        Assert.Single((await _pair.CtlAsync("secondary", "zone", "--json")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task An_expired_zone_is_a_failure_that_says_so_until_its_primary_is_back_with_whatever_serial()
    {
        Configure("allow-transfer: [{from: 127.0.0.1, key: the-key}]");
        _pair.WriteZone("one", 5);
        using (RunningServer primary = await _pair.ServeAsync("primary"))
        using (RunningServer secondary = await _pair.ServeAsync("secondary"))
        {
            await AwaitAsync(zone => zone is { State: ZoneState.Good, Secondary.SecondsToExpiry: not null });
            await secondary.TerminateAsync();
        }

        await _pair.ExpireAsync(InstancePair.Secondary);
        using RunningServer again = await _pair.ServeAsync("secondary");
        ZoneStatus expired = await AwaitAsync(zone => zone.State == ZoneState.Expired);
        Assert.False(expired.IsServed);
        Question.Answer failure = await Question.AskWithEdnsAsync(_pair.SecondaryPort, Name, RecordType.PTR);
        Assert.Equal((ResponseCode.ServFail, ExtendedError.InvalidData), (failure.ResponseCode, failure.ExtendedError));
        Rdns.Outcome status = await _pair.CtlAsync("secondary", "status");
        Assert.Matches($"health +{Zone}\\. is expired: it has expired, last confirmed ", status.Output);

        _pair.WriteZone("two", 1);
        using RunningServer back = await _pair.ServeAsync("primary");
        ZoneStatus healed = await AwaitAsync(zone => zone is { State: ZoneState.Good, Secondary.SecondsToExpiry: not null });
        Assert.Equal(1u, healed.Serial);
        Assert.StartsWith("AXFR of serial 1 ", healed.Secondary!.LastTransfer, StringComparison.Ordinal);
        Question.Answer answer = await Question.AskAsync(_pair.SecondaryPort, Name, RecordType.PTR);
        Assert.True(answer.Contains("two"));
        Assert.Contains("health         good", (await _pair.CtlAsync("secondary", "status")).Output, StringComparison.Ordinal);
    }

    private void Configure(string access)
    {
        _pair.WriteKey();
        _pair.Configure("primary", $"""
            tsig-keys: [{"{"}file: the-key.conf{"}"}]
            {access}
            notify: [{"{"}to: "127.0.0.1:{_pair.SecondaryPort}", key: the-key{"}"}]
            zones: [{"{"}origin: {Zone}, file: the.zone{"}"}]
            """);
        _pair.Configure("secondary", $"""
            tsig-keys: [{"{"}file: the-key.conf{"}"}]
            zones: [{"{"}origin: {Zone}, primaries: "127.0.0.1:{_pair.PrimaryPort}", key: the-key{"}"}]
            """);
    }

    private Task<ZoneStatus> AwaitAsync(Func<ZoneStatus, bool> condition) => _pair.AwaitZoneAsync(InstancePair.Secondary, condition);
}
