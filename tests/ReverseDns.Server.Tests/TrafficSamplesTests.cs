using System.Net;
using System.Net.Sockets;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Server.Tests;

public class TrafficSamplesTests
{
    [Fact]
    public async Task What_is_drawn_says_whom_it_came_from_and_what_it_asked_for()
    {
        var samples = new TrafficSamples(1);
        await using DnsServer server = Start(samples);
        string[] seen = [];
        using (var client = new UdpClient(new IPEndPoint(IPAddress.Parse("127.3.2.1"), 0)))
        {
            byte[][] messages =
            [
                Packet.Query(SampleZone.Host, RecordType.PTR),
                Packet.Query(string.Concat(Enumerable.Repeat("longlabel.", 20)) + "example.", RecordType.A),
                Packet.Header(flags: 5 << 11),
            ];
            foreach (byte[] message in messages)
            {
                await client.SendAsync(message, server.Addresses[0]);
                await client.ReceiveAsync();
            }
        }

        await Eventually.HoldsAsync(() =>
        {
            samples.Drain(sample => seen = [.. seen, Describe(sample)]);
            return seen.Length == 3;
        });
        Assert.All(seen, text => Assert.StartsWith($"{0x7F030201} ", text, StringComparison.Ordinal));
        Assert.EndsWith($" PTR {SampleZone.Host} 5 -", seen[0], StringComparison.Ordinal);
        Assert.Contains("longlabel.longlabel.example. -1 -", seen[1], StringComparison.Ordinal);
        Assert.DoesNotContain(string.Concat(Enumerable.Repeat("longlabel.", 11)), seen[1], StringComparison.Ordinal);
        Assert.EndsWith(" . -1 -", seen[2], StringComparison.Ordinal);
    }

    [Fact]
    public void One_in_so_many_is_drawn_and_what_finds_no_room_is_counted_as_lost()
    {
        const int Queries = 1_000_000;
        var samples = new TrafficSamples(50);
        WorkerSampler sampler = samples.AddWorker();
        byte[] answer = Packet.Query(SampleZone.Host, RecordType.PTR);
        AnswerSummary summary = default(AnswerSummary) with { Zone = -1 };
        long drawn = 0;
        for (int i = 0; i < Queries; i++)
        {
            if (sampler.IsNext())
            {
                drawn++;
                sampler.Take((UInt128)i, isIpv6: false, answer, answer.Length, RecordType.PTR, in summary, ZoneTable.Empty);
            }
        }

        long read = 0;
        samples.Drain(_ => read++);
        Assert.InRange(drawn, 0.97 * Queries / 50, 1.03 * Queries / 50);
        Assert.Equal(SampleRing.Slots, read);
        Assert.Equal(drawn - read, samples.Lost);
    }

    private static DnsServer Start(TrafficSamples samples)
    {
        var store = new ZoneStore();
        store.Publish(SampleZone.Table);
        var server = new DnsServer(new ServerOptions { Listen = [Servers.AnyPort], Workers = 1, PinWorkers = false }, store, samples: samples);
        server.Start();
        return server;
    }

    private static string Describe(TrafficSample sample)
    {
        DomainName name = sample.Name.IsEmpty ? DomainName.Root : DomainName.FromWire(sample.Name);
        string cut = sample.CutOffset < 0 ? "-" : DomainName.FromWire(sample.Name[sample.CutOffset..]).ToString();
        return FormattableString.Invariant($"{sample.Address} {RecordTypes.ToPresentation(sample.Type)} {name} {sample.OriginLabels} {cut}");
    }
}
