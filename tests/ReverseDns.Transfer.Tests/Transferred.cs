using ReverseDns.Protocol;

namespace ReverseDns.Transfer.Tests;

/// <summary>The messages of one answer to a request for a transfer.</summary>
internal sealed class Transferred
{
    private readonly List<ResourceRecord> _records = [];
    private RecordType _asked;
    private int _soas;

    public IReadOnlyList<ResourceRecord> Records => _records;

    public int Messages { get; private set; }

    public long Octets { get; private set; }

    public bool HasOpt { get; private set; }

    public ResponseCode Code { get; private set; }

    public TsigError TsigError { get; private set; }

    /// <summary>An error, a lone SOA, or as many of the SOA as the kind of transfer has.</summary>
    public bool IsWhole { get; private set; }

    public IEnumerable<string> Lines => _records.Select(
        record => $"{record.Owner} {record.Ttl} {RecordTypes.ToPresentation(record.Type)} {Rdata.ToPresentation(record.Type, record.Rdata.Span)}");

    public void Add(byte[] message, TsigChain? chain)
    {
        Messages++;
        Octets += message.Length;
        var reader = new MessageReader(message);
        Assert.True(reader.TryReadHeader(out MessageHeader header));
        Code = header.ResponseCode;
        Span<byte> name = stackalloc byte[WireName.MaxLength];
        for (int i = 0; i < header.QuestionCount; i++)
        {
            Assert.True(reader.TryReadQuestion(name, out _, out _asked, out _));
        }

        for (int i = 0; i < header.AnswerCount; i++)
        {
            Assert.True(reader.TryReadRecord(out MessageRecord record));
            Assert.True(reader.TryGetResourceRecord(record, out ResourceRecord? resource), $"record {i} of type {record.Type}");
            _records.Add(resource);
            _soas += resource.Type == RecordType.SOA ? 1 : 0;
        }

        bool isSigned = false;
        for (int i = 0; i < header.AdditionalCount; i++)
        {
            Assert.True(reader.TryReadRecord(out MessageRecord record));
            HasOpt |= record.Type == RecordType.OPT;
            isSigned |= record.Type == RecordType.TSIG;
            if (record.Type == RecordType.TSIG)
            {
                Assert.True(TsigRecord.TryRead(message, record, out TsigRecord tsig));
                TsigError = tsig.Error;
                bool isGood = tsig.MacLength == 0
                    || chain!.Verify(message, tsig, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()) == TsigVerdict.Good;
                Assert.True(isGood);
            }
        }

        Assert.Equal(chain is not null, isSigned);
        Assert.True(reader.AtEnd);
        IsWhole = Code != ResponseCode.NoError || HasEnd();
    }

    /// <summary>Changes go from SOA to SOA in pairs, and the last of them is the first again (RFC 1995, section 4).</summary>
    private bool HasEnd()
    {
        bool isIncremental = _records.Count > 1 && _records[1].Type == RecordType.SOA;
        bool endsAsItBegins = _records[^1].Type == RecordType.SOA && _records[^1].Rdata.Span.SequenceEqual(_records[0].Rdata.Span);
        return endsAsItBegins && _records.Count switch
        {
            1 => _asked != RecordType.AXFR,
            _ => _soas % 2 == 0 && _soas >= (isIncremental ? 4 : 2),
        };
    }
}
