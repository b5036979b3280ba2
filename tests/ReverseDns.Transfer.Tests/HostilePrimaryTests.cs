using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ReverseDns.Protocol;

namespace ReverseDns.Transfer.Tests;

/// <summary>What primaries send that is no transfer, message by message; and what they do with a connection.</summary>
public class HostilePrimaryTests
{
    private const ushort Id = 7;
    private static readonly DomainName Zone = DomainName.Parse("2.0.192.in-addr.arpa");

    private static readonly TransferLimits Small = new()
    {
        MaxRecords = 100,
        MaxOctets = 10_000,
        MaxRRsetRecords = 3,
        IdleTimeout = TimeSpan.FromMilliseconds(300),
        MaxDuration = TimeSpan.FromMilliseconds(1_500),
    };

    [Theory]
    [InlineData("S1 P S1", null, "whole 1")]
    [InlineData("S1 | P | P S1", null, "whole 1")]
    [InlineData("S1 S1", null, "whole 1")]
    [InlineData("S1 | S1", null, "whole 1")]
    [InlineData("S2 P S2", 1u, "whole 2")]
    [InlineData("S2 S1 P S2 Q S2", 1u, "change 1 to 2")]
    [InlineData("S2 | S1 | P | S2 | Q | S2", 1u, "change 1 to 2")]
    [InlineData("S3 S1 P S2 Q S2 Q S3 R S3", 1u, "change 1 to 3")]
    [InlineData("S3 S1 S2 S2 S3 S3", 1u, "change 1 to 3")]
    [InlineData("S1", 1u, "up to date")]
    [InlineData("S1", 5u, "up to date")]
    [InlineData("P S1", null, "Malformed: the first record is no SOA")]
    [InlineData("S1 P S2", null, "Malformed: a SOA with serial 2 where it cannot be")]
    [InlineData("S1 P s1", null, "Malformed: a SOA with serial 1 where it cannot be")]
    [InlineData("S1 P S1 P", null, "Malformed: records behind the closing SOA")]
    [InlineData("S1 P S1 S1", null, "Malformed: a SOA with serial 1 where it cannot be")]
    [InlineData("S2 S1 P S1 Q S2", 1u, "Malformed: a SOA with serial 1 where it cannot be")]
    [InlineData("S3 S1 P S2 Q S1", 1u, "Malformed: a SOA with serial 1 where it cannot be")]
    [InlineData("S2 S1 P S2 Q s2", 1u, "Malformed: a SOA with serial 2 where it cannot be")]
    [InlineData("S2 S9 P S2 Q S2", 1u, "Malformed: a SOA with serial 9 where it cannot be")]
    [InlineData("S1 O S1", null, "Malformed: a record outside the zone, at www.example.")]
    [InlineData("S1 C S1", null, "Malformed: a record of class 3 at 1.2.0.192.in-addr.arpa.")]
    [InlineData("S1 B S1", null, "Malformed: a A record that cannot be, at 1.2.0.192.in-addr.arpa.")]
    [InlineData("S1 X S1", null, "Malformed: a ANY record that cannot be, at 1.2.0.192.in-addr.arpa.")]
    [InlineData("S1 U S1", null, "Malformed: a SOA at 1.2.0.192.in-addr.arpa.")]
    [InlineData("S1 Z S1", null, "Malformed: a SOA record that cannot be, at 2.0.192.in-addr.arpa.")]
    [InlineData("", null, "Malformed: the first message has no records")]
    [InlineData("S1 P Q R T S1", null, "Limit: 1.2.0.192.in-addr.arpa. has 4 PTR records, more than 3")]
    [InlineData("S1 P", null, "not at its end")]
    [InlineData("S2", 1u, "not at its end")]
    public void A_transfer_is_taken_as_the_rfcs_have_it_and_not_otherwise(string records, uint? held, string expected)
    {
        using var reader = new TransferReader(Zone, Id, held is uint serial ? new Serial(serial) : null, Small, chain: null);
        Assert.Equal(expected, Read(reader, records.Split('|').Select(part => Message(part.Split(' ', StringSplitOptions.RemoveEmptyEntries)))));
    }

    [Theory]
    [InlineData(101, "Limit: more than 100 records")]
    [InlineData(1_000, "Limit: more than 10000 octets")]
    public void An_endless_transfer_ends(int perMessage, string expected)
    {
        using var reader = new TransferReader(Zone, Id, held: null, Small, chain: null);
        byte[] filler = Message([.. Enumerable.Repeat("P", perMessage)]);
        Assert.Equal(expected, Read(reader, [Message(["S1"]), .. Enumerable.Repeat(filler, 10)]));
    }

    [Fact]
    public void Octets_of_any_kind_never_throw()
    {
        byte[] good = Message("S3 S1 P S2 Q S2 Q S3 R S3".Split(' '));
        uint state = 1;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] message = [.. good];
            for (int change = 0; change < 3; change++)
            {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                message[2 + (state % (uint)(message.Length - 2))] = (byte)(state >> 16);
            }

            using var reader = new TransferReader(Zone, Id, new Serial(1), Small, chain: null);
            Assert.NotEmpty(Read(reader, [message]));
        }
    }

    [Fact]
    public async Task One_octet_now_and_then_is_not_waited_for_for_ever()
    {
        FetchReply reply = await FetchAsync(async client =>
        {
            for (int i = 0; i < 200; i++)
            {
                await client.SendAsync(new byte[] { 255 });
                await Task.Delay(100);
            }
        });
        Assert.Equal(TransferFault.Network, reply.Problem?.Fault);
        Assert.StartsWith("nothing came in time", reply.Problem?.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_and_an_early_end_are_faults_of_the_network()
    {
        FetchReply silent = await FetchAsync(_ => Task.Delay(1_000));
        Assert.Equal(TransferFault.Network, silent.Problem?.Fault);
        FetchReply ended = await FetchAsync(client => client.SendAsync(new byte[] { 0, 12 }));
        Assert.Equal("the connection ended after 0 messages, before the closing SOA", ended.Problem?.Text);
    }

    [Fact]
    public async Task What_is_thrown_away_leaves_the_old_zone()
    {
        var open = new TransferSettings { Rules = [PrimaryServer.Anybody] };
        await using var primary = new PrimaryServer(open);
        await using var secondary = new TestSecondary(null, TestSecondary.At(primary.Address));
        await secondary.AwaitAsync(() => secondary.Serial == new Serial(1));
        primary.Publish(PrimaryServer.Version(2, 5_000));
        await secondary.AwaitAsync(() => secondary.State.Statuses.Any(status => status.LastError is not null));
        Assert.Equal(new Serial(1), secondary.Serial);
        Assert.Equal("more than 2000 records", secondary.State.Statuses[0].LastError);
    }

    [Fact]
    public async Task A_change_that_deletes_what_is_not_there_is_thrown_away_and_the_zone_comes_whole()
    {
        var open = new TransferSettings { Rules = [PrimaryServer.Anybody] };
        await using var primary = new PrimaryServer(open);
        await using var secondary = new TestSecondary(null, TestSecondary.At(primary.Address));
        await secondary.AwaitAsync(() => secondary.Serial == new Serial(1));
        primary.Misremember(PrimaryServer.Version(1) + "never 60 PTR was.there.example.\n");
        primary.Publish(PrimaryServer.Version(2));
        await secondary.AwaitAsync(() => secondary.Serial == new Serial(2));

        Assert.Equal(["AXFR", "IXFR", "AXFR"], secondary.Kinds);
        Assert.Equal(3, primary.Transfers.Granted);
        Assert.Equal(primary.Lines(), secondary.Lines());
    }

    private static async Task<FetchReply> FetchAsync(Func<Socket, Task> behave)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var served = Task.Run(async () =>
        {
            using Socket client = await listener.AcceptSocketAsync();
            await client.ReceiveAsync(new byte[512]);
            try
            {
                await behave(client);
            }
            catch (SocketException)
            {
                // Given up by the secondary, as it should be.
            }
        });
        var primary = new Primary((IPEndPoint)listener.LocalEndpoint);
        FetchReply reply = await new PrimaryClient(Small, TimeProvider.System)
            .FetchAsync(Zone, primary, held: null, withEdns: false, CancellationToken.None)
            .WaitAsync(TransferClientDialogue.Patience);
        listener.Stop();
        await served.WaitAsync(TransferClientDialogue.Patience);
        return reply;
    }

    private static string Read(TransferReader reader, IEnumerable<byte[]> messages)
    {
        foreach (byte[] message in messages)
        {
            if (!reader.Take(message, now: 0))
            {
                break;
            }
        }

        if (!reader.IsDone)
        {
            return reader.Problem is { } problem ? $"{problem.Fault}: {problem.Text}" : "not at its end";
        }

        using IncomingZone? incoming = reader.Finish();
        return incoming is null ? $"{reader.Problem?.Fault}: {reader.Problem?.Text}"
            : incoming.IsUpToDate ? "up to date"
            : incoming.Change is { } change ? $"change {change.From} to {change.To}"
            : $"whole {incoming.Serial}";
    }

    /// <summary>S and s are SOAs of the serial behind them, with different timers; the rest as below.</summary>
    private static byte[] Message(string[] records)
    {
        byte[] buffer = new byte[ushort.MaxValue];
        var writer = new MessageWriter(buffer, Id, MessageHeader.ResponseFlag | MessageHeader.AuthoritativeFlag);
        byte[] apex = Zone.Wire.ToArray();
        byte[] host = DomainName.Parse("1.2.0.192.in-addr.arpa").Wire.ToArray();
        foreach (string record in records)
        {
            (byte[] owner, RecordType type, RecordClass recordClass, byte[] rdata) = record[0] switch
            {
                'S' => (apex, RecordType.SOA, RecordClass.IN, Soa(record[1..], 1)),
                's' => (apex, RecordType.SOA, RecordClass.IN, Soa(record[1..], 2)),
                'U' => (host, RecordType.SOA, RecordClass.IN, Soa("1", 1)),
                'Z' => (apex, RecordType.SOA, RecordClass.IN, [0, 0, 0, 0, 0, 1]),
                'O' => (DomainName.Parse("www.example").Wire.ToArray(), RecordType.PTR, RecordClass.IN, [0]),
                'C' => (host, RecordType.PTR, RecordClass.CH, [0]),
                'B' => (host, RecordType.A, RecordClass.IN, [192, 0]),
                'X' => (host, RecordType.ANY, RecordClass.IN, [0]),
                char other => (host, RecordType.PTR, RecordClass.IN, DomainName.Parse($"{other}.example").Wire.ToArray()),
            };
            Assert.True(writer.TryWriteRecord(MessageSection.Answer, owner, type, recordClass, 3_600, rdata));
        }

        return writer.Written.ToArray();
    }

    private static byte[] Soa(string serial, byte timer)
    {
        byte[] soa = [0, 0, .. new byte[16], 0, 0, 0, timer];
        BinaryPrimitives.WriteUInt32BigEndian(soa.AsSpan(2), uint.Parse(serial, System.Globalization.CultureInfo.InvariantCulture));
        return soa;
    }
}
