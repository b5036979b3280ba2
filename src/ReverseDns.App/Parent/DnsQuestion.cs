using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using ReverseDns.Protocol;

namespace ReverseDns.App.Parent;

/// <summary>Asks one server one question: over UDP, again when nothing comes, and over TCP when the answer did not fit.</summary>
internal static class DnsQuestion
{
    private const int PayloadSize = 1_232;
    private const int Attempts = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <returns>The response, its question checked; null when there is none.</returns>
    public static Task<byte[]?> AskAsync(
        IPEndPoint server, DomainName name, RecordType type, bool isRecursive, CancellationToken cancellation) =>
        SendAsync(server, name, type, isRecursive ? MessageHeader.RecursionDesiredFlag : (ushort)0, cancellation);

    /// <summary>Says that records have changed (RFC 1996); true when the server has said that it heard.</summary>
    public static async Task<bool> NotifyAsync(
        IPEndPoint server, DomainName name, RecordType type, CancellationToken cancellation)
    {
        ushort flags = (ushort)(MessageHeader.FlagsOf(Opcode.Notify, ResponseCode.NoError) | MessageHeader.AuthoritativeFlag);
        return await SendAsync(server, name, type, flags, cancellation) is byte[] response
            && MessageHeader.TryRead(response, out MessageHeader header)
            && header is { Opcode: Opcode.Notify, ResponseCode: ResponseCode.NoError };
    }

    private static async Task<byte[]?> SendAsync(
        IPEndPoint server, DomainName name, RecordType type, ushort flags, CancellationToken cancellation)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            byte[] request = Write(name, type, flags);
            try
            {
                byte[]? response = await OverUdpAsync(server, request, cancellation);
                return response is not null && IsTruncated(response) ? await OverTcpAsync(server, request, cancellation) : response;
            }
            catch (Exception exception) when (exception is SocketException or IOException
                || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                // Asked again; after the last attempt the server has not answered.
                continue;
            }
        }

        return null;
    }

    private static byte[] Write(DomainName name, RecordType type, ushort flags)
    {
        byte[] buffer = new byte[512];
        ushort id = BinaryPrimitives.ReadUInt16BigEndian(RandomNumberGenerator.GetBytes(2));
        var writer = new MessageWriter(buffer, id, flags);
        return writer.TryWriteQuestion(name.Wire, type, RecordClass.IN)
            ? writer.Written.ToArray()
            : throw new ArgumentException("A question fits 512 octets", nameof(name));
    }

    private static async Task<byte[]?> OverUdpAsync(IPEndPoint server, byte[] request, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, limit.Token);
        await socket.SendAsync(request, limit.Token);
        byte[] buffer = new byte[PayloadSize];
        while (true)
        {
            int length = await socket.ReceiveAsync(buffer, limit.Token);
            if (Answers(buffer.AsSpan(0, length), request))
            {
                return buffer[..length];
            }
        }
    }

    private static async Task<byte[]?> OverTcpAsync(IPEndPoint server, byte[] request, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        using var client = new TcpClient(server.AddressFamily);
        await client.ConnectAsync(server, limit.Token);
        NetworkStream stream = client.GetStream();
        byte[] length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)request.Length);
        await stream.WriteAsync((byte[])[.. length, .. request], limit.Token);
        await stream.ReadExactlyAsync(length, limit.Token);
        byte[] response = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(response, limit.Token);
        return Answers(response, request) ? response : null;
    }

    /// <summary>The same id and the same question, octet for octet: names are sent back as they came.</summary>
    private static bool Answers(ReadOnlySpan<byte> response, ReadOnlySpan<byte> request) =>
        response.Length >= request.Length
        && MessageHeader.TryRead(response, out MessageHeader header) && header.IsResponse
        && response[..2].SequenceEqual(request[..2])
        && response[MessageHeader.Length..request.Length].SequenceEqual(request[MessageHeader.Length..]);

    private static bool IsTruncated(ReadOnlySpan<byte> response) =>
        MessageHeader.TryRead(response, out MessageHeader header) && header.IsTruncated;
}
