using System.Globalization;
using System.Net;
using ReverseDns.Protocol;
using ReverseDns.Server;

namespace ReverseDns.App.Control;

/// <summary>A question and its answer, as 'rdns ctl watch' shows them.</summary>
/// <param name="Name">Null: the question cannot be read, and nor can its type.</param>
/// <param name="Zone">The zone that answered; null: none did.</param>
/// <param name="ResponseCode">Null: there was no answer, or it was a transfer.</param>
/// <param name="Microseconds">From the reception of the batch that the question came in to when its answers had been sent.</param>
internal sealed record WatchedExchange(
    DateTime Time,
    string Client,
    string Server,
    string Transport,
    int Id,
    string Opcode,
    string? Name,
    string? Type,
    int QuerySize,
    string? Zone,
    string? ResponseCode,
    bool IsAuthoritative,
    bool IsTruncated,
    int Answers,
    int Authority,
    int Additional,
    int ResponseSize,
    long Microseconds)
{
    private const int ExtendedCodeShift = 24;

    public static WatchedExchange Of(in TappedExchange exchange)
    {
        ExchangeEnds ends = exchange.Ends;
        _ = MessageHeader.TryRead(exchange.Query, out MessageHeader query);
        bool isAnswered = MessageHeader.TryRead(exchange.Response, out MessageHeader response);
        (string? name, string? type) = Question(exchange.Query, query);
        return new WatchedExchange(
            exchange.Asked,
            Write(ends.Client, ends.IsIpv6),
            Write(ends.Local, ends.IsIpv6),
            ends.Transport.ToString().ToLowerInvariant(),
            query.Id,
            query.Opcode.ToString(),
            name,
            type,
            exchange.Query.Length,
            exchange.Zone.IsEmpty ? null : DomainName.FromWire(exchange.Zone).ToString(),
            isAnswered ? CodeOf(exchange.Response, response).ToString().ToUpperInvariant() : null,
            response.IsAuthoritative,
            response.IsTruncated,
            response.AnswerCount,
            response.AuthorityCount,
            response.AdditionalCount,
            exchange.Response.Length,
            (long)(exchange.Answered - exchange.Asked).TotalMicroseconds);
    }

    /// <summary>One line.</summary>
    public override string ToString()
    {
        string what = Name is null ? Opcode : Opcode is nameof(Protocol.Opcode.Query) ? $"{Name} {Type}" : $"{Opcode} {Name} {Type}";
        string flags = (IsAuthoritative ? " aa" : "") + (IsTruncated ? " tc" : "");
        string answer = ResponseCode is null
            ? "no answer in one message"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{ResponseCode}{flags}, {Answers}/{Authority}/{Additional} records, {ResponseSize} octets, {Microseconds} us, {(Zone is null ? "no zone" : $"zone {Zone}")}");
        return string.Create(CultureInfo.InvariantCulture, $"{Time:HH:mm:ss.ffffff} {Client} {Transport} {what}: {answer}");
    }

    private static (string? Name, string? Type) Question(ReadOnlySpan<byte> message, MessageHeader header)
    {
        Span<byte> name = stackalloc byte[WireName.MaxLength];
        var reader = new MessageReader(message);
        return header.QuestionCount == 1 && reader.TryReadHeader(out _)
            && reader.TryReadQuestion(name, out int length, out RecordType type, out _)
            ? (DomainName.FromWire(name[..length]).ToString(), RecordTypes.ToPresentation(type))
            : (null, null);
    }

    /// <summary>With the bits that the OPT record has.</summary>
    private static ResponseCode CodeOf(ReadOnlySpan<byte> message, MessageHeader header)
    {
        Span<byte> name = stackalloc byte[WireName.MaxLength];
        var reader = new MessageReader(message);
        bool isReadable = reader.TryReadHeader(out _) && (header.QuestionCount == 0 || reader.TryReadQuestion(name, out _, out _, out _));
        while (isReadable && reader.TryReadRecord(out MessageRecord record))
        {
            if (record.Type == RecordType.OPT)
            {
                return (ResponseCode)((int)header.ResponseCode | ((int)(record.Ttl >> ExtendedCodeShift) << 4));
            }
        }

        return header.ResponseCode;
    }

    private static string Write(SocketName name, bool isIpv6)
    {
        Span<byte> octets = stackalloc byte[SocketName.Ipv6Length];
        int length = name.WriteAddress(octets, isIpv6);
        return new IPEndPoint(new IPAddress(octets[..length]), name.Port).ToString();
    }
}
