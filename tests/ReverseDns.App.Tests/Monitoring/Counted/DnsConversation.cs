using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using ReverseDns.Server;
using ReverseDns.Transfer;

namespace ReverseDns.App.Tests.Monitoring.Counted;

/// <summary>Messages to a server and back, over one socket or connection.</summary>
[SuppressMessage("Security", "CA5359", Justification = "Whose certificate it is has other tests")]
internal sealed class DnsConversation : IAsyncDisposable
{
    private const int FrameLength = 2;

    private readonly Socket _socket;
    private readonly Stream? _stream;

    private DnsConversation(Socket socket, Stream? stream) => (_socket, _stream) = (socket, stream);

    /// <param name="way">Has its connection counted, which the client ends unless the server does.</param>
    public static async Task<DnsConversation> OpenAsync(Transport transport, IPEndPoint server, WayTally way)
    {
        bool isDatagram = transport == Transport.Udp;
        var socket = new Socket(
            server.AddressFamily, isDatagram ? SocketType.Dgram : SocketType.Stream, isDatagram ? ProtocolType.Udp : ProtocolType.Tcp);
        await socket.ConnectAsync(server);
        if (isDatagram)
        {
            return new DnsConversation(socket, null);
        }

        way.Connections++;
        Stream stream = new NetworkStream(socket);
        if (transport == Transport.Tls)
        {
            var tls = new SslStream(stream);
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "instance.example",
                ApplicationProtocols = [DnsOverTls.Protocol],
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            });
            stream = tls;
        }

        return new DnsConversation(socket, stream);
    }

    public async Task SendAsync(byte[] message)
    {
        if (_stream is null)
        {
            await _socket.SendAsync(message);
            return;
        }

        byte[] framed = [(byte)(message.Length >> 8), (byte)message.Length, .. message];
        await _stream.WriteAsync(framed);
    }

    /// <summary>The next message; null when the server has ended the connection.</summary>
    public async Task<byte[]?> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(Rdns.Patience);
        byte[] message = new byte[ushort.MaxValue];
        if (_stream is null)
        {
            return message[..await _socket.ReceiveAsync(message, patience.Token)];
        }

        byte[] frame = new byte[FrameLength];
        if (await _stream.ReadAtLeastAsync(frame, FrameLength, throwOnEndOfStream: false, patience.Token) < FrameLength)
        {
            return null;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(frame);
        await _stream.ReadExactlyAsync(message.AsMemory(0, length), patience.Token);
        return message[..length];
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream is not null)
        {
            await EndAsync(_stream);
            await _stream.DisposeAsync();
        }

        _socket.Dispose();
    }

    /// <summary>Takes what still comes: octets that nobody has read would make a reset of the end.</summary>
    private async Task EndAsync(Stream stream)
    {
        try
        {
            if (stream is SslStream tls)
            {
                await tls.ShutdownAsync();
            }

            _socket.Shutdown(SocketShutdown.Send);
            using var patience = new CancellationTokenSource(Rdns.Patience);
            byte[] rest = new byte[4_096];
            while (await stream.ReadAsync(rest, patience.Token) > 0)
            {
                // It is of no interest.
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The server was faster.
        }
    }
}
