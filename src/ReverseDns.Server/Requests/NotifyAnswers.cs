using System.Buffers.Binary;
using ReverseDns.Protocol;
using ReverseDns.Transfer;
using ReverseDns.Zones;
using DnsHeader = ReverseDns.Protocol.MessageHeader;

namespace ReverseDns.Server;

/// <summary>Answers NOTIFY (RFC 1996): one that is not from a primary of ours costs a look at the table of zones.</summary>
internal sealed class NotifyAnswers(NotifyReceiver receiver)
{
    private const int QuestionFields = 4;

    /// <summary>Which zone it is about; null, with the RCODE, when it is none that we could be told of.</summary>
    public static ServedZone? Find(
        ReadOnlySpan<byte> request, in Request parsed, in ClientContext client, out ResponseCode code)
    {
        code = ResponseCode.FormErr;
        if (parsed.Type != RecordType.SOA || parsed.Class != RecordClass.IN)
        {
            return null;
        }

        code = ResponseCode.NotAuth;
        return client.Zones.Find(request[RequestReader.HeaderLength..(parsed.QuestionEnd - QuestionFields)]);
    }

    public ResponseCode Take(ReadOnlySpan<byte> request, ServedZone zone, in TransferClient peer) =>
        receiver(zone.Origin, peer, ReadSerial(request, zone.Origin)) ? ResponseCode.NoError : ResponseCode.Refused;

    /// <summary>Writes header and question; returns their length.</summary>
    public static int Write(ReadOnlySpan<byte> request, Span<byte> response, in Request parsed, ResponseCode code)
    {
        request[..parsed.QuestionEnd].CopyTo(response);
        ushort flags = (ushort)(DnsHeader.FlagsOf(Opcode.Notify, code) | DnsHeader.ResponseFlag | DnsHeader.AuthoritativeFlag);
        new DnsHeader(BinaryPrimitives.ReadUInt16BigEndian(request), flags, 1, 0, 0, 0).TryWrite(response);
        return parsed.QuestionEnd;
    }

    private static Serial? ReadSerial(ReadOnlySpan<byte> request, DomainName zone)
    {
        const int serialFromEnd = 20;
        var reader = new MessageReader(request);
        Span<byte> name = stackalloc byte[WireName.MaxLength];
        return reader.TryReadHeader(out DnsHeader header) && header.AnswerCount > 0
            && reader.TryReadQuestion(name, out _, out _, out _)
            && reader.TryReadRecord(out MessageRecord record) && record.Type == RecordType.SOA
            && reader.TryGetResourceRecord(record, out ResourceRecord? soa) && soa.Owner == zone
            ? new Serial(BinaryPrimitives.ReadUInt32BigEndian(soa.Rdata.Span[^serialFromEnd..]))
            : null;
    }
}
