using ReverseDns.Protocol;

namespace ReverseDns.Interop.Tests.Transfers;

/// <summary>One question to a primary and all that it answered, as counted on the wire.</summary>
internal sealed class WireExchange(RecordType type)
{
    private readonly List<RecordType> _first = [];

    /// <summary>What was asked for.</summary>
    public RecordType Type { get; } = type;

    public int Messages { get; private set; }

    /// <summary>Of the answer, with the length before each message.</summary>
    public long Octets { get; private set; }

    public int Records { get; private set; }

    public bool IsSigned { get; private set; }

    /// <summary>An answer to IXFR that begins with two SOA records (RFC 1995, section 4).</summary>
    public bool IsIncremental => Type == RecordType.IXFR && Records > 2 && _first is [RecordType.SOA, RecordType.SOA];

    /// <summary>The zone from one SOA to the other, whatever was asked for.</summary>
    public bool IsWhole => Records > 2 && _first is [RecordType.SOA, not RecordType.SOA];

    public void Add(ReadOnlySpan<byte> message)
    {
        Messages++;
        Octets += sizeof(ushort) + message.Length;
        var reader = new MessageReader(message);
        Span<byte> name = stackalloc byte[WireName.MaxLength];
        Assert.True(reader.TryReadHeader(out MessageHeader header));
        for (int i = 0; i < header.QuestionCount; i++)
        {
            Assert.True(reader.TryReadQuestion(name, out _, out _, out _));
        }

        Records += header.AnswerCount;
        int count = header.AnswerCount + header.AuthorityCount + header.AdditionalCount;
        for (int i = 0; i < count && reader.TryReadRecord(out MessageRecord record); i++)
        {
            IsSigned |= record.Type == RecordType.TSIG;
            if (i < header.AnswerCount && _first.Count < 2)
            {
                _first.Add(record.Type);
            }
        }
    }

    public override string ToString() =>
        $"{Type}: {Records} records, {Octets} octets in {Messages} messages{(IsIncremental ? ", a change" : IsWhole ? ", whole" : "")}";
}
