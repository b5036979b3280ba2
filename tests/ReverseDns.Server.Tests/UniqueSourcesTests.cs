using System.Net;
using System.Net.Sockets;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Server.Tests;

public class UniqueSourcesTests
{
    private const int Clients = 300;

    [Fact]
    public async Task Every_client_of_a_server_is_counted_once_whatever_it_sends_and_however()
    {
        var sources = new UniqueSources(new SourceKey("a key of sixteen"u8));
        var store = new ZoneStore();
        store.Publish(SampleZone.Table);
        var options = new ServerOptions { Listen = [Servers.AnyPort, new IPEndPoint(IPAddress.IPv6Loopback, 0)], Workers = 2, PinWorkers = false };
        await using var server = new DnsServer(options, store, sources: sources);
        server.Start();
        byte[][] messages = [Packet.Query(SampleZone.Host, RecordType.PTR), Packet.Header(flags: 5 << 11), new byte[700], [1]];
        for (int client = 0; client < Clients; client++)
        {
            // Loopback is a whole /8.
            using var socket = new UdpClient(new IPEndPoint(new IPAddress([127, 1, (byte)(client / 100), (byte)(1 + (client % 100))]), 0));
            await socket.SendAsync(messages[client % messages.Length], server.Addresses[0]);
            await socket.SendAsync(messages[0], server.Addresses[0]);
            await socket.ReceiveAsync();
        }

        using (var stream = new TcpClient(new IPEndPoint(IPAddress.Parse("127.2.0.1"), 0)))
        {
            await stream.ConnectAsync(server.Addresses[0]);
            byte[] query = Packet.Query(SampleZone.Host, RecordType.PTR);
            await stream.GetStream().WriteAsync((byte[])[0, (byte)query.Length, .. query]);
            await stream.GetStream().ReadExactlyAsync(new byte[2]);
        }

        using (var socket = new UdpClient(new IPEndPoint(IPAddress.IPv6Loopback, 0)))
        {
            await socket.SendAsync(messages[0], server.Addresses[1]);
            await socket.ReceiveAsync();
        }

        (SourceSketches current, SourceSketches before) = (new SourceSketches(), new SourceSketches());
        sources.ReadInto(current, before);
        Assert.Equal(new SourceCounts(Clients + 1, 1, 1), current.Estimate());
        Assert.Equal(SourceCounts.None, before.Estimate());

        sources.Rotate();
        (current, before) = (new SourceSketches(), new SourceSketches());
        sources.ReadInto(current, before);
        Assert.Equal(SourceCounts.None, current.Estimate());
        Assert.Equal(new SourceCounts(Clients + 1, 1, 1), before.Estimate());
    }

    [Fact]
    public async Task No_client_is_lost_when_the_time_turns_while_it_is_counted()
    {
        const int Sources = 200_000;
        var sources = new UniqueSources(new SourceKey("a key of sixteen"u8));
        WorkerSources worker = sources.AddWorker();
        var all = new SourceSketches();
        var counting = Task.Run(() =>
        {
            for (uint address = 0; address < Sources; address++)
            {
                worker.Add(address, isIpv6: false);
            }
        });
        do
        {
            // The time before is looked at once more after the worker has surely gone on.
            sources.Rotate();
            await Task.Delay(1);
            sources.ReadInto(all, all);
        }
        while (!counting.IsCompleted);

        await counting;
        sources.ReadInto(all, all);
        var expected = new SourceSketches();
        for (uint address = 0; address < Sources; address++)
        {
            expected.Add(new SourceKey("a key of sixteen"u8), address, isIpv6: false);
        }

        Assert.Equal(expected.Estimate(), all.Estimate());
    }
}
