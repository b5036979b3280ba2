using System.Buffers.Binary;
using System.Text;

namespace ReverseDns.Server;

/// <summary>
/// Writes exchanges as frames of dnstap.proto. By hand, as a message is a dozen flat fields, and as the code that is generated
/// for it makes ten objects of each: many times the work.
/// </summary>
internal sealed class DnstapEncoder
{
    /// <summary>Frames of an exchange are at most so much longer than its octets, for each of two messages.</summary>
    public const int MostBesides = 1_024;

    private const byte MessageField = (14 << 3) | Bytes;
    private const byte TypeField = 15 << 3;
    private const byte TypeMessage = 1;
    private const int Varint = 0;
    private const int Bytes = 2;
    private const int Fixed32 = 5;
    private const int LongestVarint = 10;
    private const int AuthQuery = 1;
    private const int AuthResponse = 2;

    private readonly DnstapMessages _messages;
    private readonly byte[] _head;

    // One message, before its length is known.
    private readonly byte[] _body = new byte[(2 * ushort.MaxValue) + MostBesides];
    private int _length;

    public DnstapEncoder(DnstapOptions options)
    {
        _messages = options.Messages;
        PutBytes(1, Encoding.UTF8.GetBytes(options.Identity));
        PutBytes(2, Encoding.UTF8.GetBytes(options.Version));
        _head = [.. Body, TypeField, TypeMessage];
    }

    private ReadOnlySpan<byte> Body => _body.AsSpan(0, _length);

    /// <summary>Returns the octets of the frames.</summary>
    public int Write(in TappedExchange exchange, Span<byte> frames)
    {
        int written = 0;
        if ((_messages & DnstapMessages.Query) != DnstapMessages.None)
        {
            Begin(AuthQuery, in exchange);
            PutBytes(10, exchange.Query);
            written += Frame(frames);
        }

        if ((_messages & DnstapMessages.Response) != DnstapMessages.None && !exchange.Response.IsEmpty)
        {
            Begin(AuthResponse, in exchange);
            PutTime(12, exchange.Answered);
            PutBytes(14, exchange.Response);
            written += Frame(frames[written..]);
        }

        return written;
    }

    private void Begin(int type, in TappedExchange exchange)
    {
        ExchangeEnds ends = exchange.Ends;
        _length = 0;
        PutNumber(1, (uint)type);
        PutNumber(2, ends.IsIpv6 ? 2u : 1);
        PutNumber(3, ends.Transport switch
        {
            Transport.Udp => 1,
            Transport.Tcp => 2,
            _ => 3,
        });
        PutAddress(4, ends.Client, ends.IsIpv6);
        PutAddress(5, ends.Local, ends.IsIpv6);
        PutNumber(6, ends.Client.Port);
        PutNumber(7, ends.Local.Port);
        PutTime(8, exchange.Asked);
        if (!exchange.Zone.IsEmpty)
        {
            PutBytes(11, exchange.Zone);
        }
    }

    private int Frame(Span<byte> frames)
    {
        Span<byte> content = frames[FrameStreams.LengthSize..];
        _head.CopyTo(content);
        content[_head.Length] = MessageField;
        int length = _head.Length + 1;
        length += WriteVarint(content[length..], (uint)_length);
        Body.CopyTo(content[length..]);
        length += _length;
        BinaryPrimitives.WriteUInt32BigEndian(frames, (uint)length);
        return FrameStreams.LengthSize + length;
    }

    private void PutNumber(int field, ulong value, int kind = Varint)
    {
        _body[_length++] = (byte)((field << 3) | kind);
        _length += WriteVarint(_body.AsSpan(_length, LongestVarint), value);
    }

    private void PutBytes(int field, ReadOnlySpan<byte> value)
    {
        PutNumber(field, (uint)value.Length, Bytes);
        value.CopyTo(_body.AsSpan(_length));
        _length += value.Length;
    }

    private void PutAddress(int field, SocketName name, bool isIpv6)
    {
        Span<byte> octets = stackalloc byte[SocketName.Ipv6Length];
        PutBytes(field, octets[..name.WriteAddress(octets, isIpv6)]);
    }

    /// <summary>Seconds since 1970, and nanoseconds in the field behind.</summary>
    private void PutTime(int field, DateTime time)
    {
        (long seconds, long ticks) = Math.DivRem((time - DateTime.UnixEpoch).Ticks, TimeSpan.TicksPerSecond);
        PutNumber(field, (ulong)seconds);
        _body[_length++] = (byte)(((field + 1) << 3) | Fixed32);
        BinaryPrimitives.WriteUInt32LittleEndian(_body.AsSpan(_length), (uint)(ticks * TimeSpan.NanosecondsPerTick));
        _length += sizeof(uint);
    }

    private static int WriteVarint(Span<byte> octets, ulong value)
    {
        int length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            octets[length++] = (byte)(value | 0x80);
        }

        octets[length++] = (byte)value;
        return length;
    }
}
