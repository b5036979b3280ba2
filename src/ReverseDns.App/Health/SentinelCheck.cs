using System.Buffers.Binary;
using System.Text;
using ReverseDns.Protocol;

namespace ReverseDns.App.Health;

/// <summary>Holds answers to our own questions against the zones.</summary>
/// <param name="nsid">By which we are known; empty: not at all.</param>
/// <param name="identity">What class CH says of us; null: nothing.</param>
internal sealed class SentinelCheck(ReadOnlyMemory<byte> nsid, string? identity)
{
    private const int SerialFromEnd = 20;

    /// <summary>It has the id and the question of the request.</summary>
    public static bool IsAnswerTo(Sentinel sentinel, ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> request = sentinel.Request;
        int end = MessageHeader.Length + sentinel.Name.Wire.Length + 4;
        return message.Length >= end
            && MessageHeader.TryRead(message, out MessageHeader header) && header.IsResponse
            && message[..2].SequenceEqual(request[..2])
            && message[MessageHeader.Length..end].SequenceEqual(request[MessageHeader.Length..end]);
    }

    /// <summary>What is wrong with the answer; null: nothing.</summary>
    /// <param name="outcome">Right, wrong, or from somebody else.</param>
    public string? Check(Sentinel sentinel, ReadOnlySpan<byte> message, out ProbeOutcome outcome)
    {
        if (!TryRead(message, out Answer answer))
        {
            outcome = ProbeOutcome.Wrong;
            return $"{sentinel}: the answer is no message";
        }

        if (!nsid.IsEmpty && !answer.Nsid.AsSpan().SequenceEqual(nsid.Span))
        {
            outcome = ProbeOutcome.OtherIdentity;
            return $"{sentinel}: NSID '{Encoding.UTF8.GetString(answer.Nsid)}' answered, we are '{Encoding.UTF8.GetString(nsid.Span)}'";
        }

        outcome = ProbeOutcome.Wrong;
        string? fault = sentinel.Kind switch
        {
            SentinelKind.Identity => identity is null || string.Equals(answer.Text, identity, StringComparison.Ordinal) ? null : $"'{answer.Text}' answered, we are '{identity}'",
            _ when answer.Header.IsTruncated => null,
            SentinelKind.Referral => CheckReferral(sentinel, answer),
            SentinelKind.Answer => CheckAnswer(sentinel, answer),
            _ => CheckDenial(sentinel, answer),
        };
        outcome = fault is null ? ProbeOutcome.Right
            : sentinel.Kind == SentinelKind.Identity ? ProbeOutcome.OtherIdentity
            : ProbeOutcome.Wrong;
        return fault is null ? null : $"{sentinel}: {fault}";
    }

    private static string? CheckAnswer(Sentinel sentinel, Answer answer) =>
        CheckHead(answer, isAuthoritative: true, ResponseCode.NoError)
        ?? (answer.Serial != sentinel.Version!.Serial.Value ? $"serial {answer.Serial?.ToString() ?? "none"} instead of {sentinel.Version.Serial}" : null)
        ?? (sentinel.Version.IsSigned && !answer.InAnswer.Contains(RecordType.RRSIG) ? "no signature of the SOA" : null);

    private static string? CheckReferral(Sentinel sentinel, Answer answer) =>
        CheckHead(answer, isAuthoritative: false, ResponseCode.NoError)
        ?? (!answer.InAuthority.Contains(RecordType.NS) ? "no NS records of the delegation" : null)
        ?? (sentinel.Version!.IsSigned && !answer.InAuthority.Contains(RecordType.DS) && !HasProof(answer) ? "neither DS nor proof that there is none" : null);

    private static string? CheckDenial(Sentinel sentinel, Answer answer)
    {
        bool isCompact = sentinel.Synthesizes && answer.Header.ResponseCode == ResponseCode.NoError;
        return CheckHead(answer, isAuthoritative: true, sentinel.DeniesName && !isCompact ? ResponseCode.NxDomain : ResponseCode.NoError)
            ?? (answer.Header.AnswerCount > 0 ? "records instead of a denial" : null)
            ?? (!answer.InAuthority.Contains(RecordType.SOA) ? "no SOA in the denial" : null)
            ?? (sentinel.Version!.IsSigned && !HasProof(answer) ? "no proof of the denial" : null);
    }

    private static string? CheckHead(Answer answer, bool isAuthoritative, ResponseCode code) =>
        answer.Header.ResponseCode != code ? $"{answer.Header.ResponseCode.ToString().ToUpperInvariant()} instead of {code.ToString().ToUpperInvariant()}"
        : answer.Header.IsAuthoritative != isAuthoritative ? $"AA is {(isAuthoritative ? "not set" : "set")}"
        : null;

    private static bool HasProof(Answer answer) =>
        answer.InAuthority.Contains(RecordType.RRSIG) && (answer.InAuthority.Contains(RecordType.NSEC) || answer.InAuthority.Contains(RecordType.NSEC3));

    private static bool TryRead(ReadOnlySpan<byte> message, out Answer answer)
    {
        answer = new Answer();
        Span<byte> name = stackalloc byte[WireName.MaxLength];
        var reader = new MessageReader(message);
        if (!reader.TryReadHeader(out MessageHeader header) || !reader.TryReadQuestion(name, out _, out _, out _))
        {
            return false;
        }

        answer.Header = header;
        int records = header.AnswerCount + header.AuthorityCount + header.AdditionalCount;
        for (int at = 0; at < records; at++)
        {
            if (!reader.TryReadRecord(out MessageRecord record))
            {
                return false;
            }

            ReadOnlySpan<byte> rdata = reader.GetRdata(record);
            if (at < header.AnswerCount)
            {
                answer.InAnswer.Add(record.Type);
                answer.Take(record.Type, rdata);
            }
            else if (at < header.AnswerCount + header.AuthorityCount)
            {
                answer.InAuthority.Add(record.Type);
            }
            else if (Edns.TryRead(message, record, out Edns edns))
            {
                answer.TakeNsid(edns);
            }
        }

        return true;
    }

    /// <summary>What is looked at of an answer.</summary>
    private sealed class Answer
    {
        public MessageHeader Header { get; set; }

        public HashSet<RecordType> InAnswer { get; } = [];

        public HashSet<RecordType> InAuthority { get; } = [];

        public uint? Serial { get; private set; }

        public string? Text { get; private set; }

        public byte[] Nsid { get; private set; } = [];

        public void Take(RecordType type, ReadOnlySpan<byte> rdata)
        {
            if (type == RecordType.SOA && rdata.Length > SerialFromEnd)
            {
                Serial = BinaryPrimitives.ReadUInt32BigEndian(rdata[^SerialFromEnd..]);
            }
            else if (type == RecordType.TXT && rdata.Length > 0 && rdata[0] < rdata.Length)
            {
                Text = Encoding.UTF8.GetString(rdata.Slice(1, rdata[0]));
            }
        }

        public void TakeNsid(Edns edns)
        {
            foreach (EdnsOption option in edns)
            {
                Nsid = option.Code == EdnsOptionCode.NameServerIdentifier ? option.Value.ToArray() : Nsid;
            }
        }
    }
}
