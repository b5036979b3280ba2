using ReverseDns.Protocol;

namespace ReverseDns.App.Parent;

/// <summary>The parts of a response that are looked at here.</summary>
internal sealed record DnsResponse(MessageHeader Header, IReadOnlyList<ResourceRecord> Answer, IReadOnlyList<ResourceRecord> Authority)
{
    /// <summary>Null when the octets are no message.</summary>
    public static DnsResponse? Read(ReadOnlySpan<byte> message)
    {
        var reader = new MessageReader(message);
        Span<byte> name = stackalloc byte[WireName.MaxLength];
        if (!reader.TryReadHeader(out MessageHeader header) || header.QuestionCount != 1
            || !reader.TryReadQuestion(name, out _, out _, out _))
        {
            return null;
        }

        List<ResourceRecord> answer = [];
        List<ResourceRecord> authority = [];
        for (int at = 0; at < header.AnswerCount + header.AuthorityCount; at++)
        {
            if (!reader.TryReadRecord(out MessageRecord record))
            {
                return null;
            }

            if (reader.TryGetResourceRecord(record, out ResourceRecord? whole))
            {
                (at < header.AnswerCount ? answer : authority).Add(whole);
            }
        }

        return new DnsResponse(header, answer, authority);
    }
}
