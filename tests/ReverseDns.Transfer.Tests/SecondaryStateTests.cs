using System.Buffers.Binary;
using System.Text;
using ReverseDns.Protocol;

namespace ReverseDns.Transfer.Tests;

/// <summary>What is known of a zone and its primaries, for whoever asks.</summary>
public class SecondaryStateTests
{
    private static readonly TransferSettings Open = new() { Rules = [PrimaryServer.Anybody] };

    [Fact]
    public async Task A_primary_that_says_what_it_has_and_does_not_give_it_fails_since_the_first_time()
    {
        await using var primary = new PrimaryServer(TransferSettings.None);
        await using var secondary = new TestSecondary(null, TestSecondary.At(primary.Address));
        await secondary.AwaitAsync(() => secondary.State.Statuses is [{ Failures: 1 or 2 }]);
        PrimaryStatus first = secondary.State.Statuses[0];
        await secondary.AwaitAsync(() => secondary.State.Statuses[0].Failures > first.Failures + 2);
        PrimaryStatus later = secondary.State.Statuses[0];

        Assert.Equal(new TransferProblem(TransferFault.Refused, "the answer is Refused (extended error 18 Prohibited)", 18), later.Problem);
        Assert.Equal(first.FailingSince, later.FailingSince);
        Assert.True(later.LastAsked > first.LastAsked);
        Assert.Null(later.LastSuccess);
        Assert.Equal(new Serial(1), secondary.State.Offered);
        Assert.True(secondary.State.BehindSince(served: null) <= first.FailingSince);
        Assert.Single(secondary.Told);
    }

    [Fact]
    public async Task A_zone_is_behind_since_the_first_version_that_is_not_served_until_one_is()
    {
        await using var primary = new PrimaryServer(Open);
        await using var secondary = new TestSecondary(null, TestSecondary.At(primary.Address));
        await secondary.AwaitAsync(() => secondary.Serial == new Serial(1) && secondary.State.Timers.Failures == 0);
        Assert.Null(secondary.State.BehindSince(secondary.Serial));

        primary.Publish(PrimaryServer.Version(2, 5_000));
        await secondary.AwaitAsync(() => secondary.State.Statuses[0] is { Problem: not null, Offered.Value: 2 });
        DateTimeOffset? since = secondary.State.BehindSince(secondary.Serial);
        primary.Publish(PrimaryServer.Version(3, 5_000));
        await secondary.AwaitAsync(() => secondary.State.Offered == new Serial(3));
        Assert.NotNull(since);
        Assert.Equal(since, secondary.State.BehindSince(secondary.Serial));

        primary.Publish(PrimaryServer.Version(4));
        await secondary.AwaitAsync(() => secondary.State.Statuses[0].Problem is null && secondary.Serial == new Serial(4));
        Assert.Null(secondary.State.BehindSince(secondary.Serial));
        Assert.Equal((0, null), (secondary.State.Statuses[0].Failures, secondary.State.Statuses[0].FailingSince));
        Assert.True(secondary.State.Statuses[0].LastSuccess > since);
    }

    [Fact]
    public async Task Another_configuration_keeps_what_is_known_and_asks_failing_primaries_anew()
    {
        var key = new TsigKey(DomainName.Parse("key"), TsigAlgorithm.HmacSha256, "0123456789abcdef"u8);
        var settings = new TransferSettings { Keys = [key], Rules = [new TransferRule(AddressPrefix.AllIPv4, key.Name)] };
        await using var primary = new PrimaryServer(settings);
        RefreshSettings slow = new() { FirstRetry = TimeSpan.FromHours(1), MinRetry = TimeSpan.FromHours(1) };
        var wrong = new TsigKey(key.Name, key.Algorithm, "another secret"u8);
        await using var secondary = new TestSecondary(slow, TestSecondary.At(primary.Address, wrong));
        await secondary.AwaitAsync(() => secondary.State is { Timers.Failures: 1 });
        PrimaryStatus before = secondary.State.Statuses[0];
        Assert.Equal("the answer is NotAuth (BadSig for key.)", before.LastError);

        SecondaryZone right = new(DomainName.Parse(PrimaryServer.Zone), [TestSecondary.At(primary.Address, key)]);
        secondary.Refresher.Replace([right]);
        Assert.Single(right.Statuses);
        await secondary.AwaitAsync(() => secondary.Serial == new Serial(1) && right.Statuses[0].Problem is null);
    }

    [Fact]
    public async Task A_zone_that_cannot_be_taken_out_of_service_keeps_no_other_from_being_looked_after()
    {
        await using var primary = new PrimaryServer(Open);
        var stuck = DomainName.Parse("10.in-addr.arpa");
        var zone = DomainName.Parse(PrimaryServer.Zone);
        string timers = Path.GetTempFileName();
        int published = 0;
        try
        {
            await File.WriteAllTextAsync(timers, $"{stuck} 1000000 1000000 1000000 0\n");
            var door = new SecondaryDoor
            {
                ServedSoa = origin => origin == stuck ? primary.ReadSoa() : null,
                Publish = (_, _) =>
                {
                    Interlocked.Increment(ref published);
                    return Task.FromResult(PublishOutcome.Served);
                },
                Expire = _ => throw new InvalidOperationException("a bug"),
            };
            await using var refresher = new ZoneRefresher(door, TestSecondary.Quick, TimeProvider.System, timers);
            Primary at = TestSecondary.At(primary.Address);
            refresher.Start([new SecondaryZone(stuck, [at]), new SecondaryZone(zone, [at])]);
            await Eventually.HoldsAsync(() => Volatile.Read(ref published) >= 4);
            Assert.Equal("a bug", refresher.LastFault?.Message);
        }
        finally
        {
            File.Delete(timers);
        }
    }

    [Theory]
    [InlineData(18, "come back later", "the answer is Refused (extended error 18 Prohibited, \"come back later\")")]
    [InlineData(4711, "", "the answer is Refused (extended error 4711)")]
    [InlineData(0, "red\u001b[31m\r\n\"x\"", "the answer is Refused (extended error 0 Other, \"red?[31m???x?\")")]
    public void What_a_primary_says_of_an_error_is_passed_on_in_characters_that_do_no_harm(int code, string words, string expected)
    {
        byte[] text = Encoding.UTF8.GetBytes(words);
        byte[] option = [0, 15, 0, (byte)(2 + text.Length), (byte)(code >> 8), (byte)code, .. text];
        byte[] message = [.. Header(ResponseCode.Refused, additional: 1), 0, 0, 41, 4, 208, 0, 0, 0, 0, 0, (byte)option.Length, .. option];
        var reader = new MessageReader(message);
        Assert.True(reader.TryReadHeader(out MessageHeader header));
        Assert.Equal(new TransferProblem(TransferFault.Refused, expected, code), ReplyErrors.Describe(reader, header, key: null));
    }

    private static byte[] Header(ResponseCode code, ushort additional)
    {
        byte[] header = new byte[12];
        (header[2], header[3]) = (0x80, (byte)code);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(10), additional);
        return header;
    }
}
