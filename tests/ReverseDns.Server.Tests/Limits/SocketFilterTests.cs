using System.Net;
using System.Net.Sockets;
using ReverseDns.Protocol;

namespace ReverseDns.Server.Tests.Limits;

/// <summary>What the kernel does with the program; the packets are real.</summary>
public class SocketFilterTests
{
    [Theory]
    [InlineData("127.0.0.2/32")]
    [InlineData("127.0.0.2/31", "10.0.0.0/8")]
    [InlineData("10.0.0.0/8", "192.0.2.0/24", "127.0.0.2/32", "198.51.100.0/28")]
    public void A_network_shut_out_takes_no_room_and_shows_by_a_sample_that_it_is_there(params string[] prefixes)
    {
        using Socket server = Bound("127.0.0.1");
        using Socket flooding = Bound("127.0.0.2");
        using Socket other = Bound("127.0.0.5");
        Assert.True(SocketFilter.TrySet((int)server.Handle, [.. prefixes.Select(AddressPrefix.Parse)]));
        Send(flooding, server, 3_200);
        Send(other, server, 50);
        (int flooded, int others) = Received(server, (IPEndPoint)other.LocalEndPoint!);
        Assert.Equal(50, others);
        Assert.InRange(flooded, 50, 170);

        Assert.True(SocketFilter.TrySet((int)server.Handle, []));
        Send(flooding, server, 100);
        Assert.Equal((100, 0), Received(server, (IPEndPoint)other.LocalEndPoint!));
    }

    [Theory]
    [InlineData(true, "::1/128")]
    [InlineData(true, "::/32")]
    [InlineData(true, "2001:db8::/32", "::/64", "2001:db8:1::/48")]
    [InlineData(false, "::2/128", "2001:db8::/32", "8000::/1")]
    public void In_IPv6_too(bool isShutOut, params string[] prefixes)
    {
        using Socket server = Bound("::1");
        using Socket client = Bound("::1");
        Assert.True(SocketFilter.TrySet((int)server.Handle, [.. prefixes.Select(AddressPrefix.Parse)]));
        Send(client, server, 1_600);
        (int received, _) = Received(server, (IPEndPoint)server.LocalEndPoint!);
        Assert.InRange(received, isShutOut ? 15 : 1_600, isShutOut ? 120 : 1_600);
    }

    [Fact]
    public void There_is_room_for_as_many_as_may_be()
    {
        using Socket server = Bound("::1");
        Assert.True(SocketFilter.TrySet(
            (int)server.Handle, [.. Enumerable.Range(1, SocketFilter.Most).Select(host => AddressPrefix.Parse($"2001:db8::{host}"))]));
    }

    private static Socket Bound(string address)
    {
        var endpoint = new IPEndPoint(IPAddress.Parse(address), 0);
        var socket = new Socket(endpoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 << 20, Blocking = false };
        socket.Bind(endpoint);
        return socket;
    }

    private static void Send(Socket from, Socket to, int datagrams)
    {
        for (int i = 0; i < datagrams; i++)
        {
            Assert.Equal(1, from.SendTo([1], to.LocalEndPoint!));
        }
    }

    /// <summary>Over loopback what was sent is there at once, or nowhere.</summary>
    private static (int Flooded, int Others) Received(Socket server, IPEndPoint other)
    {
        (int flooded, int others) = (0, 0);
        EndPoint from = new IPEndPoint(other.Address, 0);
        while (server.Available > 0)
        {
            server.ReceiveFrom(new byte[16], ref from);
            _ = from.Equals(other) ? others++ : flooded++;
        }

        return (flooded, others);
    }
}
