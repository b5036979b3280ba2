using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Server.Tests;

/// <summary>What a test asks of an answer, read from its octets.</summary>
internal sealed class Response
{
    private readonly byte[] _octets;

    public Response(byte[] octets)
    {
        _octets = octets;
        int position = 12;
        for (int i = 0; i < QuestionCount; i++)
        {
            int start = position;
            PassName(ref position);
            position += 4;
            Question = octets[start..position];
        }

        for (int i = 0; i < AnswerCount + AuthorityCount + AdditionalCount; i++)
        {
            ReadRecord(ref position);
        }

        Assert.Equal(octets.Length, position);
    }

    public int Length => _octets.Length;

    public int Id => Number(0);

    public bool IsResponse => (Flags & 0x8000) != 0;

    public Opcode Opcode => (Opcode)((Flags >> 11) & 0xF);

    public int Flags => Number(2);

    public bool IsTruncated => (Flags & 0x0200) != 0;

    public int QuestionCount => Number(4);

    public int AnswerCount => Number(6);

    public int AuthorityCount => Number(8);

    public int AdditionalCount => Number(10);

    public byte[] Question { get; } = [];

    public List<(RecordType Type, int Class, uint Ttl, byte[] Rdata)> Records { get; } = [];

    public (RecordType Type, int Class, uint Ttl, byte[] Rdata) Opt => Assert.Single(Records, x => x.Type == RecordType.OPT);

    public bool HasOpt => Records.Exists(x => x.Type == RecordType.OPT);

    /// <summary>The header's four bits, and the upper ones of OPT.</summary>
    public ResponseCode Code => (ResponseCode)((Flags & 0xF) | (HasOpt ? (int)(Opt.Ttl >> 24) << 4 : 0));

    /// <summary>The content of the OPT record's only option of this code; null when it is not there.</summary>
    public byte[]? Option(int code)
    {
        ReadOnlySpan<byte> rest = Opt.Rdata;
        byte[]? found = null;
        while (!rest.IsEmpty)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (BinaryPrimitives.ReadUInt16BigEndian(rest) == code)
            {
                Assert.Null(found);
                found = rest.Slice(4, length).ToArray();
            }

            rest = rest[(4 + length)..];
        }

        return found;
    }

    private int Number(int offset) => BinaryPrimitives.ReadUInt16BigEndian(_octets.AsSpan(offset));

    private void PassName(ref int position)
    {
        while (_octets[position] is not 0 and < 0xC0)
        {
            position += _octets[position] + 1;
        }

        position += _octets[position] == 0 ? 1 : 2;
    }

    private void ReadRecord(ref int position)
    {
        PassName(ref position);
        int rdata = position + 10;
        int length = Number(position + 8);
        uint ttl = BinaryPrimitives.ReadUInt32BigEndian(_octets.AsSpan(position + 4));
        Records.Add(((RecordType)Number(position), Number(position + 2), ttl, _octets[rdata..(rdata + length)]));
        position = rdata + length;
    }
}
