using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ReverseDns.Interop.Tests.Peers;

/// <summary>
/// Asks one server many questions, over UDP with many in flight at once or over one TCP connection. Each request is sent
/// again a few times; one without any response is never handed over.
/// </summary>
public static class Dialogue
{
    private const int InFlight = 128;
    private const int Attempts = 5;
    private const int ReceiveTimeout = 300;
    private const int TcpTimeout = 10_000;

    public static void AskUdp(IPEndPoint server, IReadOnlyList<byte[]> requests, ResponseTaker take)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.ReceiveBufferSize = 4 << 20;
        socket.ReceiveTimeout = ReceiveTimeout;
        socket.Connect(server);
        for (int start = 0; start < requests.Count; start += InFlight)
        {
            AskBatch(socket, requests, start, Math.Min(InFlight, requests.Count - start), take);
        }
    }

    public static void AskTcp(IPEndPoint server, IReadOnlyList<byte[]> requests, ResponseTaker take)
    {
        using var client = new TcpClient();
        client.Connect(server);
        using NetworkStream stream = client.GetStream();
        stream.ReadTimeout = TcpTimeout;
        byte[] buffer = new byte[ushort.MaxValue];
        byte[] prefix = new byte[sizeof(ushort)];
        const int Pipelined = 16;
        for (int start = 0; start < requests.Count; start += Pipelined)
        {
            int end = Math.Min(start + Pipelined, requests.Count);
            for (int i = start; i < end; i++)
            {
                BinaryPrimitives.WriteUInt16BigEndian(prefix, (ushort)requests[i].Length);
                BinaryPrimitives.WriteUInt16BigEndian(requests[i], (ushort)i);
                stream.Write([.. prefix, .. requests[i]]);
            }

            // A server may answer pipelined requests in any order (RFC 7766, section 7).
            for (int i = start; i < end; i++)
            {
                stream.ReadExactly(prefix);
                Span<byte> response = buffer.AsSpan(0, BinaryPrimitives.ReadUInt16BigEndian(prefix));
                stream.ReadExactly(response);
                take(start + (ushort)(BinaryPrimitives.ReadUInt16BigEndian(response) - start), response);
            }
        }
    }

    private static void AskBatch(Socket socket, IReadOnlyList<byte[]> requests, int start, int count, ResponseTaker take)
    {
        bool[] answered = new bool[count];
        int left = count;
        Span<byte> buffer = stackalloc byte[PeerKind.MaxPayload];
        for (int attempt = 0; attempt < Attempts && left > 0; attempt++)
        {
            for (int i = 0; i < count; i++)
            {
                if (!answered[i])
                {
                    BinaryPrimitives.WriteUInt16BigEndian(requests[start + i], (ushort)(start + i));
                    socket.Send(requests[start + i]);
                }
            }

            while (left > 0 && TryReceive(socket, buffer, out int length))
            {
                int i = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(buffer) - start);
                if (i < count && !answered[i])
                {
                    answered[i] = true;
                    left--;
                    take(start + i, buffer[..length]);
                }
            }
        }
    }

    private static bool TryReceive(Socket socket, Span<byte> buffer, out int length)
    {
        try
        {
            length = socket.Receive(buffer);
            return true;
        }
        catch (SocketException late) when (late.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            length = 0;
            return false;
        }
    }
}
