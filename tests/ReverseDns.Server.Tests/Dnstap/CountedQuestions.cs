using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ReverseDns.Protocol;

namespace ReverseDns.Server.Tests.Dnstap;

/// <summary>Questions to a server over UDP and TCP, one after the other, each with an id of its own, and what came back.</summary>
internal static class CountedQuestions
{
    /// <summary>A message, and the zone that it is for; none: no zone answers.</summary>
    private static readonly (byte[] Request, string Zone)[] Mix =
    [
        (Packet.Query(SampleZone.Host, RecordType.PTR), SampleZone.Apex),
        (Packet.QueryWithOpt(SampleZone.Crowded, RecordType.PTR, payload: 512), SampleZone.Apex),
        (Packet.Query("x." + SampleZone.Host.ToUpperInvariant()), SampleZone.Apex),
        (Packet.Query("1." + SampleZone.Broken), SampleZone.Broken),
        (Packet.Query("example."), ""),
        (Packet.QueryWithOpt(SampleZone.Host, ttl: 0x10000), ""),
        (Packet.Query("id.server.", RecordType.TXT, RecordClass.CH), ""),
        ([.. Packet.Query(SampleZone.Host), 0], ""),
        ([.. Packet.Header(flags: 5 << 11), .. Packet.Question(SampleZone.Host)], ""),
    ];

    public static int InMix => Mix.Length;

    /// <param name="rounds">Of the whole mix, over UDP and TCP each.</param>
    public static async Task<IReadOnlyList<Asked>> AskAsync(DnsServer server, int rounds, int firstId = 1)
    {
        var asked = new List<Asked>();
        foreach (IPEndPoint address in server.Addresses)
        {
            using Socket udp = await ConnectAsync(address, isUdp: true);
            using Socket tcp = await ConnectAsync(address, isUdp: false);
            for (int round = 0; round < rounds; round++)
            {
                foreach ((byte[] request, string zone) in Mix)
                {
                    asked.Add(await AskAsync(udp, request, zone, firstId + asked.Count));
                    asked.Add(await AskAsync(tcp, request, zone, firstId + asked.Count));
                }
            }
        }

        return asked;
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint server, bool isUdp)
    {
        var socket = new Socket(server.AddressFamily, isUdp ? SocketType.Dgram : SocketType.Stream, isUdp ? ProtocolType.Udp : ProtocolType.Tcp);
        await socket.ConnectAsync(server);
        return socket;
    }

    private static async Task<Asked> AskAsync(Socket socket, byte[] request, string zone, int id)
    {
        byte[] query = [.. Packet.Number(id), .. request[2..]];
        bool isUdp = socket.SocketType == SocketType.Dgram;
        byte[] buffer = new byte[ushort.MaxValue];
        using var patience = new CancellationTokenSource(Servers.Patience);
        await socket.SendAsync(isUdp ? query : Packet.Framed(query), patience.Token);
        int length;
        if (isUdp)
        {
            length = await socket.ReceiveAsync(buffer, patience.Token);
        }
        else
        {
            using var stream = new NetworkStream(socket, ownsSocket: false);
            await stream.ReadExactlyAsync(buffer.AsMemory(0, 2), patience.Token);
            length = BinaryPrimitives.ReadUInt16BigEndian(buffer);
            await stream.ReadExactlyAsync(buffer.AsMemory(0, length), patience.Token);
        }

        return new Asked(
            id, query, buffer[..length], zone.Length == 0 ? [] : DomainName.Parse(zone).Wire.ToArray(), isUdp,
            (IPEndPoint)socket.LocalEndPoint!, (IPEndPoint)socket.RemoteEndPoint!);
    }

    internal sealed record Asked(int Id, byte[] Query, byte[] Response, byte[] Zone, bool IsUdp, IPEndPoint Client, IPEndPoint Server);
}
