using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Reference;

/// <summary>A response taken apart, by code that shares nothing with the server's. Throws on anything that is not well formed.</summary>
public sealed class DecodedResponse
{
    private const int HeaderLength = 12;
    private readonly byte[] _message;
    private int _position = HeaderLength;

    private DecodedResponse(ReadOnlySpan<byte> message)
    {
        _message = message.ToArray();
        for (int questions = UInt16(4); questions > 0; questions--)
        {
            ReadName();
            _position += 4;
        }

        QuestionEnd = _position;
        Answer = ReadSection(UInt16(6));
        Authority = ReadSection(UInt16(8));
        List<ResourceRecord> additional = ReadSection(UInt16(10));
        Additional = additional.FindAll(record => record.Type != RecordType.OPT);
        Opt = additional.Find(record => record.Type == RecordType.OPT);
        if (_position != _message.Length)
        {
            throw new FormatException($"{_message.Length - _position} octets after the last record");
        }
    }

    public static DecodedResponse Decode(ReadOnlySpan<byte> message) => new(message);

    public int Id => UInt16(0);

    public bool IsAuthoritative => (_message[2] & 0x04) != 0;

    public bool IsTruncated => (_message[2] & 0x02) != 0;

    /// <summary>With the upper bits from the OPT record when there is one.</summary>
    public ResponseCode ResponseCode => (ResponseCode)((_message[3] & 0x0F) | (Opt is null ? 0 : (int)(Opt.Ttl >> 24) << 4));

    public IReadOnlyList<ResourceRecord> Answer { get; }

    public IReadOnlyList<ResourceRecord> Authority { get; }

    /// <summary>Without the OPT record.</summary>
    public IReadOnlyList<ResourceRecord> Additional { get; }

    public ResourceRecord? Opt { get; }

    public int QuestionEnd { get; }

    public int Length => _message.Length;

    private List<ResourceRecord> ReadSection(int count)
    {
        var records = new List<ResourceRecord>();
        for (; count > 0; count--)
        {
            DomainName owner = ReadName();
            var type = (RecordType)UInt16(_position);
            var recordClass = (RecordClass)UInt16(_position + 2);
            uint ttl = BinaryPrimitives.ReadUInt32BigEndian(_message.AsSpan(_position + 4));
            int length = UInt16(_position + 8);
            _position += 10;
            int end = _position + length;
            byte[] rdata = ReadRdata(type, end);
            if (_position != end)
            {
                throw new FormatException($"RDATA of {owner} {type} ends at {_position}, not at {end}");
            }

            records.Add(new ResourceRecord(owner, type, recordClass, ttl, rdata));
        }

        return records;
    }

    /// <summary>Only the types of RFC 1035 may hold compressed names (RFC 3597, section 4).</summary>
    private byte[] ReadRdata(RecordType type, int end)
    {
        switch (type)
        {
            case RecordType.NS or RecordType.CNAME or RecordType.PTR:
                return ReadName().Wire.ToArray();
            case RecordType.MX:
                return [.. ReadOctets(2), .. ReadName().Wire];
            case RecordType.SOA:
                return [.. ReadName().Wire, .. ReadName().Wire, .. ReadOctets(end - _position)];
            default:
                return ReadOctets(end - _position);
        }
    }

    private byte[] ReadOctets(int count)
    {
        byte[] octets = _message[_position..(_position + count)];
        _position += count;
        return octets;
    }

    private DomainName ReadName()
    {
        var wire = new List<byte>();
        int position = _position;
        int lowest = _position;
        bool jumped = false;
        while (_message[position] != 0)
        {
            int label = _message[position];
            if (label > WireName.MaxLabelLength)
            {
                int target = UInt16(position) & 0x3FFF;
                if (label < 0xC0 || target >= lowest || target < HeaderLength)
                {
                    throw new FormatException($"bad pointer at {position}");
                }

                _position = jumped ? _position : position + 2;
                (jumped, position, lowest) = (true, target, target);
                continue;
            }

            wire.AddRange(_message[position..(position + label + 1)]);
            position += label + 1;
        }

        _position = jumped ? _position : position + 1;
        return DomainName.FromWire([.. wire, 0]);
    }

    private int UInt16(int offset) => BinaryPrimitives.ReadUInt16BigEndian(_message.AsSpan(offset));

    public override string ToString() =>
        $"{ResponseCode} aa={IsAuthoritative} tc={IsTruncated} length={Length}\n"
        + Section("answer", Answer) + Section("authority", Authority) + Section("additional", Additional);

    private static string Section(string title, IEnumerable<ResourceRecord> records) =>
        $";; {title}\n{RecordText.Lines(records)}";
}
