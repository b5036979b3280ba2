using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests.Monitoring.Counted;

/// <summary>Requests, octet by octet.</summary>
internal static class QueryMessage
{
    private const int HeaderLength = 12;

    public static byte[] Of(string name, RecordType type, Opcode opcode = Opcode.Query, ushort dnsClass = 1)
    {
        byte[] wire = DomainName.Parse(name).Wire.ToArray();
        byte[] message = new byte[HeaderLength + wire.Length + 4];
        message[2] = (byte)((int)opcode << 3);
        message[5] = 1;
        wire.CopyTo(message, HeaderLength);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(HeaderLength + wire.Length), (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(HeaderLength + wire.Length + 2), dnsClass);
        return message;
    }

    public static byte[] WithOpt(byte[] message, bool dnssecOk = false, byte version = 0, ushort payload = 1_232)
    {
        byte[] longer = [.. message, 0, 0, 41, (byte)(payload >> 8), (byte)payload, 0, version, (byte)(dnssecOk ? 0x80 : 0), 0, 0, 0];
        longer[11]++;
        return longer;
    }

    public static byte[] With(byte[] message, int at, byte value)
    {
        byte[] other = [.. message];
        other[at] = value;
        return other;
    }
}
