using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>Reads the serial that a client says it has (RFC 1995, section 3): the SOA in the authority section.</summary>
internal static class TransferQuestion
{
    /// <summary>False when the message is none, or asks for changes and does not say since when.</summary>
    /// <param name="from">Null when the whole zone is asked for.</param>
    public static bool TryRead(ReadOnlySpan<byte> request, DomainName origin, out Serial? from)
    {
        from = null;
        Span<byte> name = stackalloc byte[WireName.MaxLength];
        var reader = new MessageReader(request);
        if (!reader.TryReadHeader(out MessageHeader header)
            || !reader.TryReadQuestion(name, out _, out RecordType type, out _))
        {
            return false;
        }

        if (type == RecordType.AXFR)
        {
            return true;
        }

        for (int left = header.AnswerCount; left > 0; left--)
        {
            if (!reader.TryReadRecord(out _))
            {
                return false;
            }
        }

        if (header.AuthorityCount != 1
            || !reader.TryReadRecord(out MessageRecord record)
            || record.Type != RecordType.SOA
            || !reader.TryGetResourceRecord(record, out ResourceRecord? soa)
            || soa.Owner != origin)
        {
            return false;
        }

        from = ZoneTransfer.SerialOf(soa.Rdata.Span);
        return true;
    }
}
