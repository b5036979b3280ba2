using System.Buffers.Binary;

namespace ReverseDns.Protocol.Tests;

public class TsigTests
{
    private const long Now = 1_700_000_000;

    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(octet => (byte)octet)];

    public static TheoryData<TsigAlgorithm> Algorithms => [.. Enum.GetValues<TsigAlgorithm>()];

    [Theory]
    [InlineData("", "896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22")]
    [InlineData("what do ya want for nothing?", "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44")]
    public void Sha224_is_that_of_rfc_4231(string text, string expected)
    {
        var mac = new Sha224Mac("Jefe"u8);
        byte[] octets = new byte[28];
        mac.Append(Encoding.ASCII.GetBytes(text));
        mac.Finish(octets);
        if (text.Length > 0)
        {
            Assert.Equal(expected, Convert.ToHexStringLower(octets));
        }

        mac.Append("what do ya want "u8);
        mac.Append("for nothing?"u8);
        mac.Finish(octets);
        Assert.Equal("a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44", Convert.ToHexStringLower(octets));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_request_and_its_answers_verify_at_the_other_end(TsigAlgorithm algorithm)
    {
        var key = new TsigKey(DomainName.Parse("Key.Example"), algorithm, Secret);
        using var ours = new TsigChain(key);
        using var theirs = new TsigChain(key);

        Assert.Equal(TsigVerdict.Good, Verify(theirs, Sign(ours, Query(1))));
        for (ushort message = 0; message < 4; message++)
        {
            Assert.Equal(TsigVerdict.Good, Verify(ours, Sign(theirs, Query(message))));
        }
    }

    [Fact]
    public void A_signed_message_covers_the_unsigned_ones_before_it()
    {
        using TsigChain server = Chain();
        using TsigChain client = Chain();
        using TsigChain deceived = Chain();
        byte[] request = Sign(client, Query(1));
        Verify(server, request);
        Verify(deceived, request);
        using TsigChain other = client.Fork();
        byte[] first = Sign(server, Query(2));
        byte[] unsigned = Query(3);
        server.Pass(unsigned);
        byte[] last = Sign(server, Query(4));

        Verify(client, first);
        client.Pass(unsigned);
        Assert.Equal(TsigVerdict.Good, Verify(client, last));

        Verify(other, first);
        other.Pass(Query(99));
        Assert.Equal(TsigVerdict.BadSig, Verify(other, last));
    }

    [Fact]
    public void Messages_of_a_transfer_cannot_be_swapped_or_left_out()
    {
        using TsigChain server = Chain();
        using TsigChain client = Chain();
        Verify(server, Sign(client, Query(1)));
        byte[][] messages = [Sign(server, Query(2)), Sign(server, Query(3)), Sign(server, Query(4))];

        using (TsigChain swapped = client.Fork())
        {
            Assert.Equal(TsigVerdict.BadSig, Verify(swapped, messages[1]));
        }

        Assert.Equal(TsigVerdict.Good, Verify(client, messages[0]));
        Assert.Equal(TsigVerdict.BadSig, Verify(client, messages[2]));
    }

    [Fact]
    public void An_answer_to_another_request_does_not_verify()
    {
        using TsigChain server = Chain();
        using TsigChain client = Chain();
        Verify(server, Sign(client, Query(1)));
        byte[] answer = Sign(server, Query(1));

        client.Start();
        Sign(client, Query(5));
        Assert.Equal(TsigVerdict.BadSig, Verify(client, answer));
    }

    [Fact]
    public void Every_octet_counts()
    {
        using TsigChain server = Chain();
        using TsigChain client = Chain();
        byte[] request = Sign(client, Query(1));

        // The ID is a forwarder's to change: what was signed is the original one. The last octets say which key it is.
        for (int place = 2; place < request.Length; place++)
        {
            byte[] changed = [.. request];
            changed[place] ^= 1;
            server.Start();
            Assert.False(TryVerify(server, changed, Now, out TsigVerdict verdict) && verdict == TsigVerdict.Good, $"octet {place}");
        }
    }

    [Fact]
    public void The_id_may_change_on_the_way()
    {
        using TsigChain server = Chain();
        using TsigChain client = Chain();
        byte[] request = Sign(client, Query(1));
        request[0] ^= 0x55;
        Assert.Equal(TsigVerdict.Good, Verify(server, request));
    }

    [Theory]
    [InlineData(300, TsigVerdict.Good)]
    [InlineData(-300, TsigVerdict.Good)]
    [InlineData(301, TsigVerdict.BadTime)]
    [InlineData(-301, TsigVerdict.BadTime)]
    public void A_replay_is_good_as_long_as_the_fudge_allows(int seconds, TsigVerdict expected)
    {
        using TsigChain server = Chain();
        using TsigChain client = Chain();
        Assert.True(TryVerify(server, Sign(client, Query(1)), Now + seconds, out TsigVerdict verdict));
        Assert.Equal(expected, verdict);
    }

    [Fact]
    public void Badtime_is_signed_and_says_the_time_here()
    {
        using TsigChain server = Chain();
        using TsigChain client = Chain();
        byte[] request = Sign(client, Query(1));
        TryVerify(server, request, Now + 1_000, out _);
        byte[] buffer = new byte[512];
        Query(1).CopyTo(buffer, 0);
        int length = server.SignError(buffer, Query(1).Length, Find(request), TsigError.BadTime, Now + 1_000);

        byte[] answer = buffer[..length];
        TsigRecord tsig = Find(answer);
        Assert.Equal(TsigVerdict.Good, Verify(client, answer));
        Assert.Equal(TsigError.BadTime, tsig.Error);
        Assert.Equal(Now + 1_000, TsigRecord.ReadTime(answer.AsSpan(tsig.Other, tsig.OtherLength)));
        Assert.Equal(Now, tsig.TimeSigned);
    }

    [Fact]
    public void A_time_beyond_2038_and_2106_is_kept()
    {
        using TsigChain server = Chain();
        using TsigChain client = Chain();
        byte[] buffer = new byte[512];
        Query(1).CopyTo(buffer, 0);
        int length = client.Sign(buffer, Query(1).Length, 0x1_2345_6789);
        Assert.True(TryVerify(server, buffer[..length], 0x1_2345_6789, out TsigVerdict verdict));
        Assert.Equal(TsigVerdict.Good, verdict);
    }

    [Theory]
    [InlineData(16, 16, TsigVerdict.Good)]
    [InlineData(16, 24, TsigVerdict.BadTrunc)]
    [InlineData(24, 16, TsigVerdict.Good)]
    public void A_mac_may_be_as_short_as_the_key_allows(int sent, int wanted, TsigVerdict expected)
    {
        using var client = new TsigChain(new TsigKey(DomainName.Parse("key"), TsigAlgorithm.HmacSha256, Secret, sent));
        using var server = new TsigChain(new TsigKey(DomainName.Parse("key"), TsigAlgorithm.HmacSha256, Secret, wanted));
        Assert.Equal(expected, Verify(server, Sign(client, Query(1))));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(1)]
    [InlineData(33)]
    public void A_mac_of_a_length_that_nobody_may_send_is_malformed(int length)
    {
        using TsigChain server = Chain();
        using TsigChain client = Chain();
        byte[] request = WithMacLength(Sign(client, Query(1)), length);
        Assert.Equal(TsigVerdict.Malformed, Verify(server, request));
    }

    [Fact]
    public void No_mac_at_all_is_a_bad_one()
    {
        using TsigChain server = Chain();
        using TsigChain client = Chain();
        Assert.Equal(TsigVerdict.BadSig, Verify(server, WithMacLength(Sign(client, Query(1)), 0)));
    }

    [Fact]
    public void Another_name_or_algorithm_is_another_key()
    {
        using var client = new TsigChain(new TsigKey(DomainName.Parse("other"), TsigAlgorithm.HmacSha256, Secret));
        using var sha512 = new TsigChain(new TsigKey(DomainName.Parse("key"), TsigAlgorithm.HmacSha512, Secret));
        using TsigChain server = Chain();
        Assert.Equal(TsigVerdict.BadKey, Verify(server, Sign(client, Query(1))));
        Assert.Equal(TsigVerdict.BadKey, Verify(server, Sign(sha512, Query(1))));
    }

    [Fact]
    public void Where_there_is_no_room_nothing_is_written()
    {
        using TsigChain chain = Chain();
        byte[] message = Query(1);
        Assert.Equal(message.Length, chain.Sign([.. message, .. new byte[20]], message.Length, Now));
    }

    [Theory]
    [InlineData("hmac-sha256", true, 32)]
    [InlineData("HMAC-SHA512.", true, 64)]
    [InlineData("hmac-sha256-128", true, 16)]
    [InlineData("hmac-sha256-64", false, 0)]
    [InlineData("hmac-md5", false, 0)]
    [InlineData("hmac-sha256-999999999999", false, 0)]
    [InlineData(null, false, 0)]
    public void Algorithms_are_named_as_key_files_have_it(string? text, bool isOne, int macLength)
    {
        Assert.Equal(isOne, TsigAlgorithms.TryParse(text, out _, out int length));
        Assert.True(!isOne || length == macLength);
    }

    private static TsigChain Chain() => new(new TsigKey(DomainName.Parse("key"), TsigAlgorithm.HmacSha256, Secret));

    private static byte[] Query(ushort id)
    {
        var writer = new MessageWriter(new byte[512], id, 0);
        writer.TryWriteQuestion(DomainName.Parse("2.0.192.in-addr.arpa").Wire, RecordType.AXFR, RecordClass.IN);
        return writer.Written.ToArray();
    }

    private static byte[] Sign(TsigChain chain, byte[] message)
    {
        byte[] buffer = [.. message, .. new byte[512]];
        return buffer[..chain.Sign(buffer, message.Length, Now)];
    }

    private static TsigVerdict Verify(TsigChain chain, byte[] message) =>
        TryVerify(chain, message, Now, out TsigVerdict verdict) ? verdict : throw new InvalidOperationException("No TSIG record");

    private static bool TryVerify(TsigChain chain, byte[] message, long now, out TsigVerdict verdict)
    {
        verdict = default;
        if (!TryFind(message, out TsigRecord tsig))
        {
            return false;
        }

        verdict = chain.Verify(message, tsig, now);
        return true;
    }

    private static TsigRecord Find(byte[] message) =>
        TryFind(message, out TsigRecord tsig) ? tsig : throw new InvalidOperationException("No TSIG record");

    private static bool TryFind(byte[] message, out TsigRecord tsig)
    {
        tsig = default;
        var reader = new MessageReader(message);
        return reader.TryReadHeader(out MessageHeader header)
            && header.QuestionCount == 1 && header.AdditionalCount == 1
            && reader.TryReadQuestion(stackalloc byte[WireName.MaxLength], out _, out _, out _)
            && reader.TryReadRecord(out MessageRecord record) && reader.AtEnd
            && TsigRecord.TryRead(message, record, out tsig);
    }

    /// <summary>Makes the MAC shorter or, with zeros, longer.</summary>
    private static byte[] WithMacLength(byte[] message, int length)
    {
        TsigRecord tsig = Find(message);
        byte[] mac = new byte[length];
        message.AsSpan(tsig.Mac, Math.Min(length, tsig.MacLength)).CopyTo(mac);
        byte[] changed = [.. message[..tsig.Mac], .. mac, .. message[(tsig.Mac + tsig.MacLength)..]];
        BinaryPrimitives.WriteUInt16BigEndian(changed.AsSpan(tsig.Mac - 2), (ushort)length);
        int change = length - tsig.MacLength;
        int rdataLength = BinaryPrimitives.ReadUInt16BigEndian(changed.AsSpan(tsig.Rdata - 2)) + change;
        BinaryPrimitives.WriteUInt16BigEndian(changed.AsSpan(tsig.Rdata - 2), (ushort)rdataLength);
        return changed;
    }
}
