using System.Net;
using System.Net.Sockets;

namespace ReverseDns.Tests;

/// <summary>A port of 127.0.0.1 that nobody has over UDP or TCP; another program could still be faster.</summary>
internal static class FreePort
{
    private const int Attempts = 50;

    public static int Next()
    {
        for (int attempt = 0; ; attempt++)
        {
            using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            try
            {
                udp.Bind(tcp.LocalEndPoint!);
                return ((IPEndPoint)tcp.LocalEndPoint!).Port;
            }
            catch (SocketException) when (attempt < Attempts)
            {
                // Somebody has it over UDP.
            }
        }
    }
}
