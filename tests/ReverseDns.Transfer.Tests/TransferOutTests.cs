using System.Net.Sockets;
using ReverseDns.Protocol;

namespace ReverseDns.Transfer.Tests;

public class TransferOutTests
{
    private static readonly TransferSettings Open = new() { Rules = [PrimaryServer.Anybody] };
    private static readonly TsigKey Key = new(DomainName.Parse("key"), TsigAlgorithm.HmacSha256, "0123456789abcdef"u8);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_whole_zone_is_its_records_between_two_of_its_soa(bool plainSockets)
    {
        await using var server = new PrimaryServer(Open, plainSockets);
        Transferred answer = server.Ask(RecordType.AXFR);

        Assert.Equal(RecordType.SOA, answer.Records[0].Type);
        Assert.Equal(answer.Records[0].Rdata.ToArray(), answer.Records[^1].Rdata.ToArray());
        Assert.Equal(25, answer.Records.Count);
        Assert.Contains("7.2.0.192.in-addr.arpa. 3600 PTR host-7.example.net.", answer.Lines);
        Assert.Equal(1, answer.Messages);
        Assert.Null(server.LastFault);
    }

    [Fact]
    public async Task A_long_zone_comes_in_messages_of_many_records_with_short_names()
    {
        await using var server = new PrimaryServer(Open, versions: PrimaryServer.Version(1, 20_000));
        Transferred answer = server.Ask(RecordType.AXFR);

        Assert.Equal(20_005, answer.Records.Count);
        Assert.Equal(20_005 - 1, answer.Lines.Distinct(StringComparer.Ordinal).Count());
        Assert.InRange(answer.Octets, 1, 20_000 * 40);
        Assert.InRange(answer.Messages, 1, 60);
    }

    [Fact]
    public async Task Changes_come_as_one_with_what_came_and_went_left_out()
    {
        await using var server = new PrimaryServer(
            Open, versions: [PrimaryServer.Version(1), PrimaryServer.Version(2), PrimaryServer.Version(3)]);
        Transferred answer = server.Ask(RecordType.IXFR, new Serial(1));

        Assert.Equal(
            [
                "2.0.192.in-addr.arpa. 3600 SOA ns.example. host.example. 3 7200 900 1209600 300",
                "2.0.192.in-addr.arpa. 3600 SOA ns.example. host.example. 1 7200 900 1209600 300",
                "version.2.0.192.in-addr.arpa. 60 PTR v1.example.",
                "2.0.192.in-addr.arpa. 3600 SOA ns.example. host.example. 3 7200 900 1209600 300",
                "version.2.0.192.in-addr.arpa. 60 PTR v3.example.",
                "2.0.192.in-addr.arpa. 3600 SOA ns.example. host.example. 3 7200 900 1209600 300",
            ],
            answer.Lines);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_client_that_is_up_to_date_or_ahead_gets_the_soa_alone(uint serial)
    {
        await using var server = new PrimaryServer(
            Open, versions: [PrimaryServer.Version(2), PrimaryServer.Version(3)]);
        Assert.Single(server.Ask(RecordType.IXFR, new Serial(serial)).Records);
    }

    [Fact]
    public async Task Who_has_a_version_that_is_forgotten_gets_the_whole_zone()
    {
        await using var server = new PrimaryServer(
            Open, versions: [PrimaryServer.Version(5), PrimaryServer.Version(6)]);
        Transferred answer = server.Ask(RecordType.IXFR, new Serial(1));
        Assert.Equal(25, answer.Records.Count);
        Assert.Equal(RecordType.NS, answer.Records[1].Type);
    }

    [Fact]
    public async Task Nobody_gets_anything_without_a_rule()
    {
        await using var server = new PrimaryServer(TransferSettings.None);
        Assert.Equal(ResponseCode.Refused, server.Ask(RecordType.AXFR).Code);
        Assert.Equal(1, server.Transfers.Refused);
    }

    [Fact]
    public async Task Address_key_and_transport_of_a_rule_hold_together()
    {
        var other = AddressPrefix.Parse("192.0.2.0/24");
        foreach (TransferRule rule in new[]
        {
            new TransferRule(other, Key: null),
            new TransferRule(AddressPrefix.AllIPv4, Key.Name),
            new TransferRule(AddressPrefix.AllIPv4, Key: null, NeedsTls: true),
            new TransferRule(AddressPrefix.AllIPv6, Key: null),
        })
        {
            await using var server = new PrimaryServer(new TransferSettings { Keys = [Key], Rules = [rule] });
            Assert.Equal(ResponseCode.Refused, server.Ask(RecordType.AXFR).Code);
        }
    }

    [Fact]
    public async Task Rules_of_a_zone_stand_for_the_general_ones()
    {
        var settings = new TransferSettings
        {
            Rules = [PrimaryServer.Anybody],
            ZoneRules = new Dictionary<DomainName, IReadOnlyList<TransferRule>> { [DomainName.Parse(PrimaryServer.Zone)] = [] },
        };
        await using var server = new PrimaryServer(settings);
        Assert.Equal(ResponseCode.Refused, server.Ask(RecordType.AXFR).Code);
    }

    [Fact]
    public async Task A_signed_request_has_every_message_signed()
    {
        var settings = new TransferSettings { Keys = [Key], Rules = [new TransferRule(AddressPrefix.AllIPv4, Key.Name)] };
        await using var server = new PrimaryServer(settings, versions: PrimaryServer.Version(1, 5_000));
        using TransferClientDialogue client = server.Connect();
        using var chain = new TsigChain(Key);
        client.Send(TransferClientDialogue.Sign(TransferClientDialogue.Query(PrimaryServer.Zone, RecordType.AXFR), chain));
        Transferred answer = client.ReceiveTransfer(chain);
        Assert.Equal(5_005, answer.Records.Count);
        Assert.True(answer.Messages > 3);
    }

    [Fact]
    public async Task Wrong_signatures_are_told_apart()
    {
        var settings = new TransferSettings { Keys = [Key], Rules = [new TransferRule(AddressPrefix.AllIPv4, Key.Name)] };
        await using var server = new PrimaryServer(settings);
        byte[] query = TransferClientDialogue.Query(PrimaryServer.Zone, RecordType.AXFR);
        Assert.Equal(TsigError.BadKey, Refused(server, query, new TsigKey(DomainName.Parse("no"), TsigAlgorithm.HmacSha256, "x"u8)));
        Assert.Equal(TsigError.BadSig, Refused(server, query, new TsigKey(Key.Name, TsigAlgorithm.HmacSha256, "x"u8)));
        Assert.Equal(TsigError.BadTime, Refused(server, query, Key, now: 1_000));
    }

    [Fact]
    public async Task Requests_behind_a_transfer_are_answered_on_the_same_connection()
    {
        await using var server = new PrimaryServer(Open, versions: PrimaryServer.Version(1, 3_000));
        using TransferClientDialogue client = server.Connect();
        byte[] soa = TransferClientDialogue.Query(PrimaryServer.Zone, RecordType.SOA, id: 1);
        byte[] axfr = TransferClientDialogue.Query(PrimaryServer.Zone, RecordType.AXFR);
        client.Send(soa, axfr, axfr, soa);
        Assert.Single(client.ReceiveTransfer().Records);
        Assert.Equal(3_005, client.ReceiveTransfer().Records.Count);
        Assert.Equal(3_005, client.ReceiveTransfer().Records.Count);
        Assert.Single(client.ReceiveTransfer().Records);
        client.Send(axfr);
        Assert.Equal(3_005, client.ReceiveTransfer().Records.Count);
        Assert.Null(server.LastFault);
    }

    [Fact]
    public async Task A_transfer_is_of_one_version_whatever_is_published_meanwhile()
    {
        await using var server = new PrimaryServer(Open, versions: PrimaryServer.Version(1, 200_000));
        using TransferClientDialogue client = server.Connect();
        client.Send(TransferClientDialogue.Query(PrimaryServer.Zone, RecordType.AXFR));
        var answer = new Transferred();
        answer.Add(client.Receive(), chain: null);
        server.Publish(PrimaryServer.Version(2, 100));
        server.Publish(PrimaryServer.Version(3, 100));
        while (!answer.IsWhole)
        {
            answer.Add(client.Receive(), chain: null);
        }

        Assert.Equal(200_005, answer.Records.Count);
        Assert.Equal(answer.Records[0].Rdata.ToArray(), answer.Records[^1].Rdata.ToArray());
        Assert.Contains("version.2.0.192.in-addr.arpa. 60 PTR v1.example.", answer.Lines);
    }

    [Fact]
    public async Task A_secondary_that_never_reads_is_let_go()
    {
        var settings = new TransferSettings { Rules = [PrimaryServer.Anybody], StallTimeout = TimeSpan.FromMilliseconds(100) };
        await using var server = new PrimaryServer(settings, versions: PrimaryServer.Version(1, 400_000));
        using var client = new TcpClient { ReceiveBufferSize = 4_096 };
        await client.ConnectAsync(server.Address);
        byte[] query = TransferClientDialogue.Query(PrimaryServer.Zone, RecordType.AXFR);
        await client.Client.SendAsync((byte[])[0, (byte)query.Length, .. query]);

        // What is in the kernel's buffers still comes; then the end, and not the closing SOA.
        await Task.Delay(TimeSpan.FromSeconds(2));
        long received = 0;
        byte[] buffer = new byte[1 << 16];
        try
        {
            for (int count = 1; count > 0; received += count)
            {
                count = await client.Client.ReceiveAsync(buffer).WaitAsync(TransferClientDialogue.Patience);
            }
        }
        catch (SocketException)
        {
            // Cut off.
        }

        Assert.InRange(received, 1, 400_000 * 20);
    }

    [Fact]
    public async Task The_quota_is_for_those_who_may()
    {
        var settings = new TransferSettings { Rules = [PrimaryServer.Anybody], MaxTransfersPerClient = 1 };
        await using var server = new PrimaryServer(settings, versions: PrimaryServer.Version(1, 400_000));
        using TransferClientDialogue first = server.Connect();
        first.Send(TransferClientDialogue.Query(PrimaryServer.Zone, RecordType.AXFR));
        byte[] begun = first.Receive();
        Assert.Equal(ResponseCode.ServFail, server.Ask(RecordType.AXFR).Code);
        Assert.Equal(1, server.Transfers.Postponed);

        server.Transfers.Replace(TransferSettings.None);
        Assert.Equal(ResponseCode.Refused, server.Ask(RecordType.AXFR).Code);
        Assert.NotEmpty(begun);
    }

    private static TsigError Refused(PrimaryServer server, byte[] query, TsigKey key, long? now = null)
    {
        using var chain = new TsigChain(key);
        using TransferClientDialogue client = server.Connect();
        client.Send(TransferClientDialogue.Sign(query, chain, now));
        byte[] answer = client.Receive();
        var reader = new MessageReader(answer);
        Assert.True(reader.TryReadHeader(out MessageHeader header));
        Assert.Equal(ResponseCode.NotAuth, header.ResponseCode);
        Assert.True(reader.TryReadQuestion(stackalloc byte[WireName.MaxLength], out _, out _, out _));
        Assert.True(reader.TryReadRecord(out MessageRecord record));
        Assert.True(TsigRecord.TryRead(answer, record, out TsigRecord tsig));
        return tsig.Error;
    }
}
