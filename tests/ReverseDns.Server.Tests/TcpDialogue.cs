using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ReverseDns.Protocol;

namespace ReverseDns.Server.Tests;

/// <summary>A TCP client that does what the test says, octet by octet if need be.</summary>
internal sealed class TcpDialogue : IDisposable
{
    private readonly Socket _socket;
    private readonly BufferedStream _stream;

    private TcpDialogue(Socket socket)
    {
        _socket = socket;
        _stream = new BufferedStream(new NetworkStream(socket), 1 << 16);
    }

    public static async Task<TcpDialogue> ConnectAsync(DnsServer server, string from = "127.0.0.1")
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
            await socket.ConnectAsync(server.Addresses[0]).WaitAsync(Servers.Patience);
            return new TcpDialogue(socket);
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }

    public async Task SendAsync(byte[] octets)
    {
        for (int sent = 0; sent < octets.Length;)
        {
            sent += await _socket.SendAsync(octets.AsMemory(sent));
        }
    }

    public async Task TrySendAsync(byte[] octets)
    {
        try
        {
            await SendAsync(octets);
        }
        catch (SocketException)
        {
            // Cut off already: that is what such a client must expect.
        }
    }

    public async Task SendUntilClosedAsync(byte[] octets)
    {
        try
        {
            while (true)
            {
                await SendAsync(octets);
            }
        }
        catch (SocketException)
        {
            // Closed by the server.
        }
    }

    public void CloseSending() => _socket.Shutdown(SocketShutdown.Send);

    public async Task<Response> ReceiveAsync()
    {
        byte[] length = new byte[2];
        await _stream.ReadExactlyAsync(length).AsTask().WaitAsync(Servers.Patience);
        byte[] message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await _stream.ReadExactlyAsync(message).AsTask().WaitAsync(Servers.Patience);
        return new Response(message);
    }

    public async Task AskAsync(string name)
    {
        await SendAsync(Packet.Framed(Packet.Query(name)));
        Assert.Equal(ResponseCode.Refused, (await ReceiveAsync()).Code);
    }

    /// <summary>Waits for the end of the connection; false when octets come instead.</summary>
    public async Task<bool> IsClosedByServerAsync()
    {
        try
        {
            return await _stream.ReadAsync(new byte[1]).AsTask().WaitAsync(Servers.Patience) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }
}
