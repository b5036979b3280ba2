using System.Globalization;
using ReverseDns.App.Control;
using ReverseDns.App.Serving;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests;

/// <summary>A secondary, and what it says of its zone while its primary gives it, refuses it, is gone, and comes back.</summary>
public sealed class ZoneStateTests : IDisposable
{
    private const string Zone = "2.0.192.in-addr.arpa";
    private const string Name = "1." + Zone;
    private const string Key = "key \"the-key\" { algorithm hmac-sha256; secret \"MDEyMzQ1Njc4OWFiY2RlZg==\"; };\n";

    private readonly TemporaryFolder _folder = new();
    private readonly int _primary = RunningServer.FreePort();
    private readonly int _secondary = RunningServer.FreePort();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_zone_says_what_is_served_what_is_offered_and_which_primary_refuses_it_and_why()
    {
        Configure("allow-transfer: [{from: 127.0.0.1, key: the-key}]");
        WriteZone("one", 1);
        using RunningServer primary = await ServeAsync("primary");
        using RunningServer secondary = await ServeAsync("secondary");
        ZoneStatus good = await AwaitAsync(zone => zone is { State: ZoneState.Good, Secondary.SecondsToExpiry: not null });
        Assert.Equal((1u, 1u, 0), (good.Serial, good.Secondary!.OfferedSerial, good.Secondary.LagSeconds));
        Assert.InRange(good.Secondary.SecondsToExpiry!.Value, 1_209_000, 1_209_600);
        PrimaryReport known = Assert.Single(good.Secondary.Primaries);
        Assert.Equal(($"127.0.0.1:{_primary}", "tcp", "the-key."), (known.Address, known.Transport, known.Key));
        Assert.Equal((0, null, null), (known.Failures, known.FailingSince, known.LastError));

        Configure("");
        Assert.Equal(0, (await ControlAsync("primary", "reload")).ExitCode);
        WriteZone("two", 2);
        Assert.Equal(0, (await ControlAsync("primary", "reload")).ExitCode);
        ZoneStatus refused = await AwaitAsync(zone => zone is { State: ZoneState.Failing, Secondary.Primaries: [{ FailingSince: not null }] });
        Assert.Equal((1u, 2u), (refused.Serial, refused.Secondary!.OfferedSerial));
        PrimaryReport refusing = Assert.Single(refused.Secondary.Primaries);
        Assert.True(refused.Secondary.BehindSince <= refusing.FailingSince);
        Assert.Equal(
            (1, "Refused", "the answer is Refused (extended error 18 Prohibited)", 18),
            (refusing.Failures, refusing.Fault, refusing.LastError, refusing.ExtendedError));

        string list = (await ControlAsync("secondary", "zone")).Output;
        Assert.Matches($"(?m)^STATE .* ZONE\nfailing +1 +2 +[0-9]+s +13d 23h +{Zone}\\.$", list);
        string text = (await ControlAsync("secondary", "zone", Zone)).Output;
        Assert.Contains("failing    since ", text, StringComparison.Ordinal);
        Assert.Contains("1 checks: the answer is Refused (extended error 18 Prohibited)\n", text, StringComparison.Ordinal);
        string metrics = (await ControlAsync("secondary", "metrics")).Output;
        Assert.Contains($"rdns_zone_offered_serial{{zone=\"{Zone}.\"}} 2\n", metrics, StringComparison.Ordinal);
        Assert.Contains($"rdns_zone_state{{zone=\"{Zone}.\",state=\"failing\"}} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains($"rdns_primary_up{{zone=\"{Zone}.\",primary=\"127.0.0.1:{_primary}\"}} 0\n", metrics, StringComparison.Ordinal);
        Assert.Single((await ControlAsync("secondary", "zone", "--json")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task An_expired_zone_is_a_failure_that_says_so_until_its_primary_is_back_with_whatever_serial()
    {
        Configure("allow-transfer: [{from: 127.0.0.1, key: the-key}]");
        WriteZone("one", 5);
        using (RunningServer primary = await ServeAsync("primary"))
        using (RunningServer secondary = await ServeAsync("secondary"))
        {
            await AwaitAsync(zone => zone is { State: ZoneState.Good, Secondary.SecondsToExpiry: not null });
            await secondary.TerminateAsync();
        }

        // As it would be after fifteen days without the primary.
        string timers = _folder.File("secondary/secondaries");
        long checkedAt = TimeProvider.System.GetUtcNow().AddDays(-15).ToUnixTimeSeconds();
        await File.WriteAllTextAsync(timers, string.Create(
            CultureInfo.InvariantCulture, $"{Zone}. {checkedAt} {checkedAt + 7_200} {checkedAt + 1_209_600} 9\n"));
        using RunningServer again = await ServeAsync("secondary");
        ZoneStatus expired = await AwaitAsync(zone => zone.State == ZoneState.Expired);
        Assert.False(expired.IsServed);
        Question.Answer failure = await Question.AskWithEdnsAsync(_secondary, Name, RecordType.PTR);
        Assert.Equal((ResponseCode.ServFail, ExtendedError.InvalidData), (failure.ResponseCode, failure.ExtendedError));
        Rdns.Outcome status = await ControlAsync("secondary", "status");
        Assert.Matches($"health +{Zone}\\. is expired: it has expired, last confirmed ", status.Output);

        WriteZone("two", 1);
        using RunningServer back = await ServeAsync("primary");
        ZoneStatus healed = await AwaitAsync(zone => zone is { State: ZoneState.Good, Secondary.SecondsToExpiry: not null });
        Assert.Equal(1u, healed.Serial);
        Assert.StartsWith("AXFR of serial 1 ", healed.Secondary!.LastTransfer, StringComparison.Ordinal);
        Question.Answer answer = await Question.AskAsync(_secondary, Name, RecordType.PTR);
        Assert.True(answer.Contains("two"));
        Assert.Contains("health         good", (await ControlAsync("secondary", "status")).Output, StringComparison.Ordinal);
    }

    private void Configure(string access)
    {
        File.SetUnixFileMode(_folder.Write("the-key.conf", Key), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Write("primary", _primary, $"""
            {access}
            notify: [{"{"}to: "127.0.0.1:{_secondary}", key: the-key{"}"}]
            zones: [{"{"}origin: {Zone}, file: the.zone{"}"}]
            """);
        Write("secondary", _secondary, $"""
            zones: [{"{"}origin: {Zone}, primaries: "127.0.0.1:{_primary}", key: the-key{"}"}]
            """);
    }

    private void Write(string name, int port, string rest)
    {
        Directory.CreateDirectory(_folder.File(name));
        _folder.Write($"{name}.yaml", $"""
            listen: [127.0.0.1]
            port: {port}
            pin-workers: false
            drain-time: 0s
            state-folder: {name}
            control:
              socket: {name}.sock
            tsig-keys: [{"{"}file: the-key.conf{"}"}]
            {rest}

            """);
    }

    private void WriteZone(string host, int serial) => _folder.Write("the.zone", $"""
        $ORIGIN {Zone}.
        @ 3600 SOA ns.example. host.example. {serial} 7200 900 1209600 300
        @ 3600 NS ns.example.
        1 3600 PTR {host}.example.net.

        """);

    private Task<RunningServer> ServeAsync(string name) => RunningServer.StartAsync("serve", "-c", _folder.File($"{name}.yaml"));

    private Task<Rdns.Outcome> ControlAsync(string name, params string[] arguments) =>
        Rdns.RunAsync(["ctl", .. arguments, "--socket", _folder.File($"{name}.sock")]);

    private async Task<ZoneStatus> AwaitAsync(Func<ZoneStatus, bool> condition)
    {
        ControlResponse? response = null;
        for (int poll = 0; poll < 400; poll++)
        {
            response = await ControlClient.AskAsync(_folder.File("secondary.sock"), new ControlRequest("zone", Zone), CancellationToken.None);
            if (response.Zone is { } zone && condition(zone))
            {
                return zone;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"{response}");
    }
}
