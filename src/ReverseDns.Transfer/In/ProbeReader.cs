using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>Reads a primary's answer to the question for its SOA.</summary>
internal static class ProbeReader
{
    /// <summary>Null when the message is no answer to the request: another one may still come.</summary>
    public static ProbeReply? Read(
        ReadOnlySpan<byte> message, DomainName zone, PrimaryRequest request, long now, out bool isTruncated)
    {
        isTruncated = false;
        var reader = new MessageReader(message);
        if (!reader.TryReadHeader(out MessageHeader header)
            || header.Id != request.Id || !header.IsResponse || header.Opcode != Opcode.Query)
        {
            return null;
        }

        isTruncated = header.IsTruncated;
        MessageReader behindHeader = reader;
        if (!TryReadRecords(ref reader, message, zone, header, out Serial? serial, out TimeSpan? expire, out bool hasEdns, out MessageRecord last))
        {
            return null;
        }

        if (header.ResponseCode != ResponseCode.NoError)
        {
            TransferProblem problem = ReplyErrors.Describe(behindHeader, header, request.Chain?.Key.Name);
            bool knowsEdns = hasEdns && header.ResponseCode is not (ResponseCode.FormErr or ResponseCode.NotImp);
            return new ProbeReply(null, null, knowsEdns, problem);
        }

        // Who cannot sign cannot make us believe anything, not even that the answer is truncated.
        if (request.Chain is { } chain
            && (!TsigRecord.TryRead(message, last, out TsigRecord tsig) || chain.Verify(message, tsig, now) != TsigVerdict.Good))
        {
            return ProbeReply.Failed(TransferFault.Refused, $"the answer is not signed with {chain.Key.Name}");
        }

        return serial is null
            ? ProbeReply.Failed(TransferFault.Malformed, header.IsAuthoritative ? "there is no SOA" : "it is not authoritative")
            : new ProbeReply(serial, expire, hasEdns, Problem: null);
    }

    private static bool TryReadRecords(
        ref MessageReader reader,
        ReadOnlySpan<byte> message,
        DomainName zone,
        in MessageHeader header,
        out Serial? serial,
        out TimeSpan? expire,
        out bool hasEdns,
        out MessageRecord last)
    {
        (serial, expire, hasEdns, last) = (null, null, false, default);
        Span<byte> name = stackalloc byte[WireName.MaxLength];
        if (header.QuestionCount > 1
            || (header.QuestionCount == 1 && !(reader.TryReadQuestion(name, out int length, out RecordType type, out _)
                && type == RecordType.SOA && WireName.Equal(name[..length], zone.Wire))))
        {
            return false;
        }

        int records = header.AnswerCount + header.AuthorityCount + header.AdditionalCount;
        for (int i = 0; i < records; i++)
        {
            if (!reader.TryReadRecord(out last))
            {
                return false;
            }

            if (i < header.AnswerCount && last.Type == RecordType.SOA && last.Class == RecordClass.IN
                && reader.TryGetResourceRecord(last, out ResourceRecord? soa) && soa.Owner == zone && header.IsAuthoritative)
            {
                serial = ZoneTransfer.SerialOf(soa.Rdata.Span);
            }

            if (last.Type == RecordType.OPT && Edns.TryRead(message, last, out Edns edns))
            {
                (hasEdns, expire) = (true, ReadExpire(edns));
            }
        }

        return reader.AtEnd;
    }

    private static TimeSpan? ReadExpire(in Edns edns)
    {
        foreach (EdnsOption option in edns)
        {
            if (option is { Code: EdnsOptionCode.Expire, Value.Length: sizeof(uint) })
            {
                return TimeSpan.FromSeconds(BinaryPrimitives.ReadUInt32BigEndian(option.Value));
            }
        }

        return null;
    }
}
