using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace ReverseDns.Tests;

/// <summary>A port of 127.0.0.1 that was free a moment ago over UDP and TCP, and is not one of those that connections are made from.</summary>
internal static class FreePort
{
    private const int Attempts = 100;

    public static int Next()
    {
        for (int attempt = 0; ; attempt++)
        {
            var address = new IPEndPoint(IPAddress.Loopback, RandomNumberGenerator.GetInt32(10_000, 32_000));
            using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                udp.Bind(address);
                tcp.Bind(address);
                return address.Port;
            }
            catch (SocketException) when (attempt < Attempts)
            {
                // Another one may be free.
            }
        }
    }
}
