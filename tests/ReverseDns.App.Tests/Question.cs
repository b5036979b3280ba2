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

    /// <summary>Asks for whatever else is said of an error.</summary>
    public static Task<Answer> AskWithEdnsAsync(int port, string name, RecordType type) =>
        AskAsync(port, name, type, server: null, ofResolver: false, withEdns: true);

    /// <summary>Asks a resolver, which is to say whether it has validated the answer (RFC 6840, section 5.7).</summary>
    public static Task<Answer> AskResolverAsync(int port, string name, RecordType type) =>
        AskAsync(port, name, type, server: null, ofResolver: true);

    private static async Task<Answer> AskAsync(int port, string name, RecordType type, IPAddress? server, bool ofResolver, bool withEdns = false)
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
        if (withEdns)
        {
            query[11] = 1;
            query = [.. query, 0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0];
        }

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

        /// <summary>None, where there is no such option (RFC 8914).</summary>
        public ExtendedError ExtendedError =>
            Message.AsSpan().IndexOf((ReadOnlySpan<byte>)[0, 15, 0, 2]) is > 0 and int at
                ? (ExtendedError)BinaryPrimitives.ReadUInt16BigEndian(Message.AsSpan(at + 4))
                : ExtendedError.None;

        public int AnswerCount => BinaryPrimitives.ReadUInt16BigEndian(Message.AsSpan(6));

        public int AuthorityCount => BinaryPrimitives.ReadUInt16BigEndian(Message.AsSpan(8));

        /// <summary>Whether a label stands in the message, as it is or in front of a compression pointer.</summary>
        public bool Contains(string label) =>
            Message.AsSpan().IndexOf([(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]) >= 0;
    }
}
