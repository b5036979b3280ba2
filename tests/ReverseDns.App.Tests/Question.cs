using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests;

/// <summary>One question over UDP, as plain as it gets.</summary>
internal static class Question
{
    private const int HeaderSize = 12;
    private const int RecursionDesired = 0x01;
    private const int AuthenticData = 0x20;

    public static Task<Answer> AskAsync(int port, string name, RecordType type, IPAddress? server = null) =>
        AskAsync(port, name, type, server, ofResolver: false);

    /// <summary>Asks a resolver, which is to say whether it has validated the answer (RFC 6840, section 5.7).</summary>
    public static Task<Answer> AskResolverAsync(int port, string name, RecordType type) =>
        AskAsync(port, name, type, server: null, ofResolver: true);

    private static async Task<Answer> AskAsync(int port, string name, RecordType type, IPAddress? server, bool ofResolver)
    {
        server ??= IPAddress.Loopback;
        byte[] wire = DomainName.Parse(name).Wire.ToArray();
        byte[] query = new byte[HeaderSize + wire.Length + 4];
        BinaryPrimitives.WriteUInt16BigEndian(query, 4711);
        query[2] = (byte)(ofResolver ? RecursionDesired : 0);
        query[3] = (byte)(ofResolver ? AuthenticData : 0);
        query[5] = 1;
        wire.CopyTo(query, HeaderSize);
        BinaryPrimitives.WriteUInt16BigEndian(query.AsSpan(HeaderSize + wire.Length), (ushort)type);
        query[^1] = 1;
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(new IPEndPoint(server, port));
        await socket.SendAsync(query);
        byte[] response = new byte[4096];
        using var patience = new CancellationTokenSource(Rdns.Patience);
        int length = await socket.ReceiveAsync(response, patience.Token);
        Assert.True(length >= query.Length);
        return new Answer(response[..length]);
    }

    internal sealed record Answer(byte[] Message)
    {
        public ResponseCode ResponseCode => (ResponseCode)(Message[3] & 0xF);

        public bool IsAuthentic => (Message[3] & AuthenticData) != 0;

        public bool IsAuthoritative => (Message[2] & 4) != 0;

        public int AnswerCount => BinaryPrimitives.ReadUInt16BigEndian(Message.AsSpan(6));

        public int AuthorityCount => BinaryPrimitives.ReadUInt16BigEndian(Message.AsSpan(8));

        /// <summary>Whether a label stands in the message, as it is or in front of a compression pointer.</summary>
        public bool Contains(string label) =>
            Message.AsSpan().IndexOf([(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]) >= 0;
    }
}
