using ReverseDns.Protocol;
using ReverseDns.Server;

namespace ReverseDns.Transfer.Tests;

public class TransferInTests
{
    private static readonly TsigKey Key = new(DomainName.Parse("key"), TsigAlgorithm.HmacSha256, "0123456789abcdef"u8);
    private static readonly TransferSettings Open = new() { Keys = [Key], Rules = [PrimaryServer.Anybody] };

    [Fact]
    public async Task A_zone_comes_whole_and_then_by_its_changes()
    {
        await using var primary = new PrimaryServer(Open);
        await using var secondary = new TestSecondary(null, TestSecondary.At(primary.Address));
        await secondary.AwaitAsync(() => secondary.Serial == new Serial(1));
        primary.Publish(PrimaryServer.Version(2));
        await secondary.AwaitAsync(() => secondary.Serial == new Serial(2));

        Assert.Equal(["AXFR", "IXFR"], secondary.Kinds);
        Assert.Contains("version.2.0.192.in-addr.arpa. 60 PTR v2.example.", secondary.Lines());
        Assert.DoesNotContain("version.2.0.192.in-addr.arpa. 60 PTR v1.example.", secondary.Lines());
        Assert.Null(Assert.Single(secondary.State.Statuses).LastError);
    }

    [Fact]
    public async Task An_SOA_that_has_no_room_over_UDP_is_asked_for_over_TCP()
    {
        static string Name(char first) =>
            string.Join('.', Enumerable.Range(0, 3).Select(i => new string((char)(first + i), 63))) + $".{new string((char)(first + 3), 50)}.example.";
        string soa = $"{Name('a')} {Name('k')}";
        await using var primary = new PrimaryServer(
            Open, new EdnsOptions { Ipv4PayloadLimit = 512 }, PrimaryServer.Version(1).Replace("ns.example. host.example.", soa, StringComparison.Ordinal));
        await using var secondary = new TestSecondary(null, TestSecondary.At(primary.Address));
        await secondary.AwaitAsync(() => secondary.Serial == new Serial(1));

        Assert.Equal((1, 2), (primary.Counters.Truncated, primary.Counters.Requests(Transport.Tcp)));
    }

    [Fact]
    public async Task Serials_wrap()
    {
        await using var primary = new PrimaryServer(Open, versions: PrimaryServer.Version(uint.MaxValue));
        await using var secondary = new TestSecondary(null, TestSecondary.At(primary.Address));
        await secondary.AwaitAsync(() => secondary.Serial == new Serial(uint.MaxValue));
        primary.Publish(PrimaryServer.Version(3));
        await secondary.AwaitAsync(() => secondary.Serial == new Serial(3));
        Assert.Equal(["AXFR", "IXFR"], secondary.Kinds);
    }

    [Fact]
    public async Task Everything_is_signed_where_there_is_a_key()
    {
        var settings = new TransferSettings { Keys = [Key], Rules = [new TransferRule(AddressPrefix.AllIPv4, Key.Name)] };
        await using var primary = new PrimaryServer(settings, versions: PrimaryServer.Version(1, 1_500));
        await using var secondary = new TestSecondary(null, TestSecondary.At(primary.Address, Key));
        await secondary.AwaitAsync(() => secondary.Serial == new Serial(1));
        Assert.Equal(1_504, secondary.Lines().Count);
    }

    [Fact]
    public async Task A_wrong_key_is_named_in_what_is_said_of_the_primary()
    {
        await using var primary = new PrimaryServer(Open);
        var other = new TsigKey(Key.Name, Key.Algorithm, "another secret"u8);
        await using var secondary = new TestSecondary(null, TestSecondary.At(primary.Address, other));
        await secondary.AwaitAsync(() => secondary.State.Statuses.Any(status => status.LastError is not null));
        PrimaryStatus status = Assert.Single(secondary.State.Statuses);
        Assert.Equal("the answer is NotAuth (BadSig for key.)", status.LastError);
        Assert.Equal(TransferFault.Refused, status.Problem?.Fault);
        Assert.Contains("with key.", status.Primary.ToString(), StringComparison.Ordinal);
        Assert.NotNull(status.FailingSince);
        Assert.Null(secondary.Serial);
    }

    [Fact]
    public async Task The_primary_with_the_highest_serial_is_taken()
    {
        await using var behind = new PrimaryServer(Open, versions: PrimaryServer.Version(3));
        await using var ahead = new PrimaryServer(Open, versions: PrimaryServer.Version(5));
        await using var closed = new PrimaryServer(TransferSettings.None, versions: PrimaryServer.Version(7));
        await using var secondary = new TestSecondary(
            null, TestSecondary.At(behind.Address), TestSecondary.At(ahead.Address), TestSecondary.At(closed.Address));
        await secondary.AwaitAsync(() => secondary.Serial is not null);
        Assert.Equal(new Serial(5), secondary.Serial);
    }

    [Fact]
    public async Task A_notify_is_taken_from_primaries_alone_and_answered_at_once()
    {
        await using var primary = new PrimaryServer(Open);
        RefreshSettings slow = new() { MinRefresh = TimeSpan.FromHours(1), Jitter = 0 };
        await using var secondary = new TestSecondary(slow, TestSecondary.At(primary.Address));
        await secondary.AwaitAsync(() => secondary.Serial == new Serial(1));
        primary.Publish(PrimaryServer.Version(2));
        var zone = DomainName.Parse(PrimaryServer.Zone);

        Assert.False(secondary.Refresher.TryNotify(zone, AddressPrefix.Parse("192.0.2.1"), null, new Serial(2)));
        Assert.False(secondary.Refresher.TryNotify(zone, AddressPrefix.Parse("127.0.0.1"), Key.Name, new Serial(2)));
        Assert.False(secondary.Refresher.TryNotify(DomainName.Parse("example"), AddressPrefix.Parse("127.0.0.1"), null, new Serial(2)));
        Assert.True(secondary.Refresher.TryNotify(zone, AddressPrefix.Parse("127.0.0.1"), null, new Serial(2)));
        await secondary.AwaitAsync(() => secondary.Serial == new Serial(2));
    }

    [Fact]
    public async Task A_notify_ahead_of_the_primary_does_not_loop()
    {
        await using var primary = new PrimaryServer(Open);
        RefreshSettings slow = new() { MinRefresh = TimeSpan.FromHours(1), Jitter = 0 };
        await using var secondary = new TestSecondary(slow, TestSecondary.At(primary.Address));
        await secondary.AwaitAsync(() => secondary.Serial == new Serial(1));
        DateTimeOffset before = secondary.State.Timers.Checked;
        Assert.True(secondary.Refresher.TryNotify(DomainName.Parse(PrimaryServer.Zone), AddressPrefix.Parse("127.0.0.1"), null, new Serial(9)));
        await secondary.AwaitAsync(() => secondary.State.Timers.Checked > before);
        Assert.Equal(1, primary.Transfers.Granted);
        Assert.Equal(1, secondary.Published);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task With_the_clock_set_by_a_day_the_zone_is_checked_at_once(int days)
    {
        var clock = new SteppedTime(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));
        await using var primary = new PrimaryServer(Open);
        await using var secondary = new TestSecondary(
            RefreshSettings.Default, clock, timerFile: null, served: null, TestSecondary.At(primary.Address));
        await secondary.AwaitAsync(() => secondary.State.Timers.Expires < DateTimeOffset.MaxValue);
        primary.Publish(PrimaryServer.Version(2));
        clock.WallError = TimeSpan.FromDays(days);
        secondary.Refresher.Replace([secondary.State]);
        await secondary.AwaitAsync(() => secondary.Serial == new Serial(2) && secondary.State.Timers.Checked == clock.GetUtcNow());
        Assert.Equal(clock.GetUtcNow().AddSeconds(1_209_600), secondary.State.Timers.Expires);
        Assert.Equal(0, secondary.Expired);
    }

    [Fact]
    public async Task Timers_are_kept_for_the_next_start()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await using var primary = new PrimaryServer(Open);
            RefreshSettings slow = new() { Jitter = 0 };
            SecondaryTimers before;
            await using (var first = new TestSecondary(slow, TimeProvider.System, file, null, TestSecondary.At(primary.Address)))
            {
                await first.AwaitAsync(() => first.Serial == new Serial(1) && first.State.Timers.Expires < DateTimeOffset.MaxValue);
                before = first.State.Timers;
            }

            Dictionary<DomainName, SecondaryTimers> read = new TimerFile(file).Read();
            SecondaryTimers kept = Assert.Single(read).Value;
            Assert.Equal(before.NextCheck.ToUnixTimeSeconds(), kept.NextCheck.ToUnixTimeSeconds());
            Assert.Equal(before.Expires.ToUnixTimeSeconds(), kept.Expires.ToUnixTimeSeconds());
            Assert.Equal(TimeSpan.FromSeconds(7_200), before.NextCheck - before.Checked);
            Assert.Equal(TimeSpan.FromSeconds(1_209_600), before.Expires - before.Checked);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
