using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ReverseDns.Protocol;

namespace ReverseDns.Transfer.Tests;

/// <summary>Asks for transfers over TCP as a secondary does, and decodes what comes.</summary>
internal sealed class TransferClientDialogue : IDisposable
{
    /// <summary>How long a test waits for what must come; only a failing test waits so long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TcpClient _client = new();
    private readonly BufferedStream _stream;

    public TransferClientDialogue(IPEndPoint server)
    {
        _client.Connect(server);
        _client.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        _stream = new BufferedStream(_client.GetStream(), 1 << 16);
    }

    public static byte[] Query(string zone, RecordType type, Serial? from = null, ushort id = 7)
    {
        var writer = new MessageWriter(new byte[1024], id, 0);
        byte[] name = DomainName.Parse(zone).Wire.ToArray();
        writer.TryWriteQuestion(name, type, RecordClass.IN);
        if (from is Serial serial)
        {
            byte[] soa = new byte[22];
            BinaryPrimitives.WriteUInt32BigEndian(soa.AsSpan(2), serial.Value);
            writer.TryWriteRecord(MessageSection.Authority, name, RecordType.SOA, RecordClass.IN, 0, soa);
        }

        return writer.Written.ToArray();
    }

    public static byte[] Sign(byte[] message, TsigChain chain, long? now = null)
    {
        byte[] buffer = [.. message, .. new byte[512]];
        return buffer[..chain.Sign(buffer, message.Length, now ?? TimeProvider.System.GetUtcNow().ToUnixTimeSeconds())];
    }

    public void Send(params IEnumerable<byte[]> messages)
    {
        byte[] octets = [.. messages.SelectMany(message => new[] { (byte)(message.Length >> 8), (byte)message.Length }.Concat(message))];
        _client.Client.Send(octets);
    }

    public byte[] Receive()
    {
        byte[] length = new byte[2];
        _stream.ReadExactly(length);
        byte[] message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        _stream.ReadExactly(message);
        return message;
    }

    public bool IsClosed()
    {
        try
        {
            return _stream.ReadByte() < 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Receives messages until the SOA that a transfer begins with has come again, in the way of the kind.</summary>
    public Transferred ReceiveTransfer(TsigChain? chain = null)
    {
        var transferred = new Transferred();
        while (!transferred.IsWhole)
        {
            byte[] message = Receive();
            transferred.Add(message, chain);
        }

        return transferred;
    }

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }
}
