using System.Buffers.Binary;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Transfer;

/// <summary>
/// Writes the records of a transfer into as few messages as are worth it (RFC 5936, section 2.2), names compressed, each
/// message signed where the request was, and sends them some at a time. Names are compressed as far as pointers reach, which
/// is 16 KiB: longer messages would only make the transfer longer. A zone's own records have been checked, so writing them
/// cannot fail but by the client.
/// </summary>
internal sealed class TransferWriter : IRecordSink
{
    private const int FrameLength = 2;
    private const int UsualMessage = 16 << 10;
    private const int OutputSize = 4 * (FrameLength + ushort.MaxValue);
    private const int RecordFields = 10;
    private const int OptLength = 11 + 8;
    private const int PayloadSize = 1232;
    private const int AnswerCount = 6;

    private readonly byte[] _output = new byte[OutputSize];
    private readonly NameCompression _compression = new();
    private readonly RecentName _owner = new();
    private readonly RecentName _target = new();
    private readonly RequestEnvelope _request;
    private readonly uint? _expire;
    private readonly TsigChain? _chain;
    private readonly TimeProvider _clock;
    private readonly OctetSink _send;
    private int _start;
    private int _length;
    private int _limit;
    private int _records;
    private bool _isLater;

    /// <param name="expire">What the client has asked for: how long we will keep the zone, in seconds (RFC 7314).</param>
    public TransferWriter(RequestEnvelope request, uint? expire, TsigChain? chain, TimeProvider clock, OctetSink send)
    {
        (_request, _expire, _chain, _clock, _send) = (request, expire, chain, clock, send);
        StartMessage();
    }

    /// <summary>The client takes no more.</summary>
    public bool IsFull { get; private set; }

    public long Records { get; private set; }

    public long Messages { get; private set; }

    public long Octets { get; private set; }

    private Span<byte> Message => _output.AsSpan(_start + FrameLength, ushort.MaxValue);

    public void Add(ReadOnlySpan<byte> owner, RecordType type, uint ttl, ReadOnlySpan<byte> rdata, int file = 0, int line = 0)
    {
        // Compression makes nothing longer.
        int most = owner.Length + RecordFields + rdata.Length;
        if (_records > 0 && _length + most > Math.Min(_limit, UsualMessage))
        {
            EndMessage();
            StartMessage();
        }

        if (IsFull)
        {
            return;
        }

        Span<byte> message = Message;
        int position = _length + _owner.Write(message, _length, owner, _compression);
        Span<byte> fields = message[position..];
        BinaryPrimitives.WriteUInt32BigEndian(fields, ((uint)type << 16) | (uint)RecordClass.IN);
        BinaryPrimitives.WriteUInt32BigEndian(fields[4..], ttl);
        position += RecordFields;
        int length = type is RecordType.PTR or RecordType.NS or RecordType.CNAME
            ? _target.Write(message, position, rdata, _compression)
            : WriteRdata(message, position, type, rdata);
        BinaryPrimitives.WriteUInt16BigEndian(fields[8..], (ushort)length);
        _length = position + length;
        _records++;
    }

    /// <summary>Sends what is left; false when the client has not got everything.</summary>
    public bool Finish()
    {
        EndMessage();
        Flush();
        return !IsFull;
    }

    private int WriteRdata(Span<byte> message, int position, RecordType type, ReadOnlySpan<byte> rdata)
    {
        Span<(int Offset, int Length)> names = stackalloc (int, int)[2];
        int start = position;
        int copied = 0;
        foreach ((int offset, int length) in names[..Rdata.CompressibleNames(type, rdata, names)])
        {
            rdata[copied..offset].CopyTo(message[position..]);
            position += offset - copied;
            position += _target.Write(message, position, rdata.Slice(offset, length), _compression);
            copied = offset + length;
        }

        rdata[copied..].CopyTo(message[position..]);
        return position + rdata.Length - copied - start;
    }

    private void StartMessage()
    {
        if (OutputSize - _start < FrameLength + ushort.MaxValue)
        {
            Flush();
        }

        _compression.StartMessage();
        _owner.Forget();
        _target.Forget();
        _records = 0;
        _length = _request.WriteStart(Message, withQuestion: !_isLater);
        _limit = ushort.MaxValue - (_chain?.Key.MaxRecordLength ?? 0) - OptLength;
    }

    private void EndMessage()
    {
        if (IsFull)
        {
            return;
        }

        Span<byte> message = Message;
        BinaryPrimitives.WriteUInt16BigEndian(message[AnswerCount..], (ushort)_records);
        if (_request.HasOpt && !_isLater)
        {
            const int additionalCount = 10;
            _length += WriteOpt(message[_length..]);
            message[additionalCount + 1] = 1;
        }

        _length = _chain?.Sign(message, _length, _clock.GetUtcNow().ToUnixTimeSeconds()) ?? _length;
        BinaryPrimitives.WriteUInt16BigEndian(_output.AsSpan(_start), (ushort)_length);
        Octets += _length;
        _start += FrameLength + _length;
        _isLater = true;
        Records += _records;
        Messages++;
    }

    private int WriteOpt(Span<byte> record)
    {
        ReadOnlySpan<byte> opt = [0, 0, (byte)RecordType.OPT, PayloadSize >> 8, PayloadSize & 0xFF, 0, 0, 0, 0, 0, 0];
        opt.CopyTo(record);
        if (_expire is not uint seconds)
        {
            return opt.Length;
        }

        ReadOnlySpan<byte> option = [0, (byte)EdnsOptionCode.Expire, 0, sizeof(uint)];
        option.CopyTo(record[opt.Length..]);
        BinaryPrimitives.WriteUInt32BigEndian(record[(opt.Length + option.Length)..], seconds);
        record[opt.Length - 1] = (byte)(option.Length + sizeof(uint));
        return opt.Length + option.Length + sizeof(uint);
    }

    private void Flush()
    {
        IsFull |= !_send(_output.AsSpan(0, _start));
        _start = 0;
    }
}
