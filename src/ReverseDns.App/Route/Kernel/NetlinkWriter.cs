using System.Text;

namespace ReverseDns.App.Route.Kernel;

/// <summary>One message to the kernel: its header, a fixed part, then attributes, each at a multiple of four octets. Numbers are the machine's own.</summary>
internal sealed class NetlinkWriter
{
    public const int HeaderSize = 16;
    private const int AttributeHeader = 4;

    private readonly List<byte> _octets = [];

    public NetlinkWriter(NetlinkKind kind, NetlinkFlags flags, uint sequence, ReadOnlySpan<byte> fixedPart)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        header.Clear();
        Number(header[4..], (ushort)kind);
        Number(header[6..], (ushort)(flags | NetlinkFlags.Request));
        BitConverter.TryWriteBytes(header[8..], sequence);
        _octets.AddRange(header);
        _octets.AddRange(fixedPart);
        Pad();
    }

    public NetlinkWriter Attribute(int type, ReadOnlySpan<byte> value)
    {
        Span<byte> header = stackalloc byte[AttributeHeader];
        Number(header, (ushort)(AttributeHeader + value.Length));
        Number(header[2..], (ushort)type);
        _octets.AddRange(header);
        _octets.AddRange(value);
        Pad();
        return this;
    }

    public NetlinkWriter Attribute(int type, uint value) => Attribute(type, BitConverter.GetBytes(value));

    public NetlinkWriter Attribute(int type, string text) => Attribute(type, [.. Encoding.ASCII.GetBytes(text), 0]);

    /// <summary>An attribute that holds another one.</summary>
    public NetlinkWriter Nested(int type, int innerType, string text)
    {
        byte[] inner = [.. Encoding.ASCII.GetBytes(text), 0];
        byte[] header = new byte[AttributeHeader];
        Number(header, (ushort)(AttributeHeader + inner.Length));
        Number(header.AsSpan(2), (ushort)innerType);
        return Attribute(type, [.. header, .. inner]);
    }

    public byte[] ToArray()
    {
        byte[] message = [.. _octets];
        BitConverter.TryWriteBytes(message, (uint)message.Length);
        return message;
    }

    private static void Number(Span<byte> to, ushort value) => BitConverter.TryWriteBytes(to, value);

    private void Pad()
    {
        while (_octets.Count % 4 != 0)
        {
            _octets.Add(0);
        }
    }
}
