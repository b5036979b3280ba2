using System.Buffers.Binary;
using ReverseDns.Protocol;
using ReverseDns.Transfer;
using ReverseDns.Zones;

namespace ReverseDns.Server;

/// <summary>
/// Answers what is no look-up: NOTIFY and transfers, signed requests, other classes, opcodes and versions of EDNS, and octets
/// that are no request. One thread at a time.
/// </summary>
internal sealed unsafe class OtherRequests(
    Envelope envelope, IdentityOptions identity, TransferResponder? transfers, OnlineSignatures? online, ServerCookies? cookies)
{
    private const int FlagsOffset = Envelope.FlagsOffset;
    private const int QuestionCountOffset = 4;

    private readonly IdentityAnswers _identity = new(identity);
    private readonly SignedRequests _signed = new(transfers);
    private readonly NotifyAnswers? _notified = transfers?.Notified is { } receiver ? new NotifyAnswers(receiver) : null;
    private ZoneTransfer? _granted;

    /// <summary>The last request was signed by who has a key of ours.</summary>
    public bool WasVerified { get; private set; }

    public bool HasGranted => _granted is not null;

    /// <summary>The transfer that has been granted last, for the caller to dispose; null: none.</summary>
    public ZoneTransfer? TakeTransfer()
    {
        ZoneTransfer? granted = _granted;
        _granted = null;
        return granted;
    }

    /// <summary>
    /// Writes the answer; without length there is none to be sent. What was read of the request is left behind, and is marked
    /// as read when all of it could be.
    /// </summary>
    /// <param name="request">With a header, and no response.</param>
    public AnswerSummary Answer(ReadOnlySpan<byte> request, Span<byte> response, in ClientContext client, PendingRequest* pending)
    {
        ref Request parsed = ref pending->Parsed;
        parsed = default;
        WasVerified = false;
        var opcode = (Opcode)((request[FlagsOffset] >> 3) & 0x0F);
        bool isNotify = opcode == Opcode.Notify && _notified is not null;
        if (opcode != Opcode.Query && !isNotify)
        {
            return HeaderOnly(request, response, ForOpcode(request, opcode));
        }

        if (BinaryPrimitives.ReadUInt16BigEndian(request[QuestionCountOffset..]) != 1)
        {
            return WithoutQuestion(request, response, in client, pending);
        }

        if (!RequestReader.TryReadQuestion(request, &pending->Question, ref parsed))
        {
            return HeaderOnly(request, response, ResponseCode.FormErr);
        }

        StartAnswer(request, response, parsed.QuestionEnd);
        if (!RequestReader.TryReadRecords(request, ref parsed))
        {
            return Finish(request, response, parsed.QuestionEnd, ResponseCode.FormErr);
        }

        pending->IsRead = true;
        LookForCookie(ref parsed, in client, pending);
        return isNotify
            ? AnswerNotify(request, response, in parsed, in client)
            : AnswerQuery(request, response, in parsed, in client);
    }

    private void LookForCookie(ref Request parsed, in ClientContext client, PendingRequest* pending)
    {
        if (parsed.Cookie.State == CookieState.None || cookies is null)
        {
            parsed.Cookie = default;
            return;
        }

        cookies.Look(ref parsed.Cookie, pending->Address, client.IsIpv6);
    }

    private AnswerSummary AnswerNotify(ReadOnlySpan<byte> request, Span<byte> response, in Request parsed, in ClientContext client)
    {
        ServedZone? zone = NotifyAnswers.Find(request, in parsed, in client, out ResponseCode code);
        TsigChain? chain = null;
        if (zone is not null && parsed.TsigOwner != 0)
        {
            bool isReadable = _signed.TryVerify(request, in parsed, out TsigRecord tsig, out chain, out TsigError error);
            if (!isReadable || error != TsigError.None)
            {
                code = isReadable ? ResponseCode.NotAuth : ResponseCode.FormErr;
                int refusal = NotifyAnswers.Write(request, response, in parsed, code);
                return Without(code, isReadable ? _signed.Refuse(request, response, refusal, chain, in tsig, error) : refusal);
            }
        }

        WasVerified = chain is not null;
        code = zone is null ? code : _notified!.Take(request, zone, Peer(in client, chain));
        int length = NotifyAnswers.Write(request, response, in parsed, code);
        return Without(code, chain is null ? length : _signed.Sign(response, length, chain));
    }

    private static TransferClient Peer(in ClientContext client, TsigChain? chain) => new(
        AddressPrefix.Containing(client.Address, client.IsIpv6 ? 128 : 32, client.IsIpv6),
        chain?.Key.Name,
        client.Transport switch
        {
            Transport.Udp => TransferTransport.Udp,
            Transport.Tcp => TransferTransport.Tcp,
            _ => TransferTransport.Tls,
        },
        client.Certificate);

    private AnswerSummary AnswerQuery(ReadOnlySpan<byte> request, Span<byte> response, in Request parsed, in ClientContext client)
    {
        int limit = envelope.Limit(in parsed, in client, response.Length);
        if (parsed.EdnsVersion != 0)
        {
            return Finish(request, response, in parsed, Without(ResponseCode.BadVers, parsed.QuestionEnd), in client, limit);
        }

        if (parsed.TsigOwner == 0)
        {
            return AnswerVerified(request, response, in parsed, in client, limit, chain: null);
        }

        if (!_signed.TryVerify(request, in parsed, out TsigRecord tsig, out TsigChain? chain, out TsigError error))
        {
            return Finish(request, response, parsed.QuestionEnd, ResponseCode.FormErr);
        }

        if (error != TsigError.None)
        {
            AnswerSummary refusal = Finish(
                request, response, in parsed, Without(ResponseCode.NotAuth, parsed.QuestionEnd), in client, limit);
            return refusal with { Length = _signed.Refuse(request, response[..limit], refusal.Length, chain, in tsig, error) };
        }

        WasVerified = true;
        int room = Math.Max(limit - chain!.Key.MaxRecordLength, parsed.QuestionEnd);
        AnswerSummary summary = AnswerVerified(request, response, in parsed, in client, room, chain);
        return summary.Length == 0 ? summary : summary with { Length = _signed.Sign(response[..limit], summary.Length, chain) };
    }

    /// <param name="chain">Has verified the request; null when it is not signed.</param>
    private AnswerSummary AnswerVerified(
        ReadOnlySpan<byte> request, Span<byte> response, in Request parsed, in ClientContext client, int limit, TsigChain? chain)
    {
        AnswerSummary summary;
        if (parsed.Class is not (RecordClass.IN or RecordClass.ANY))
        {
            int length = _identity.Write(response, in parsed);
            summary = Without(length == 0 ? ResponseCode.Refused : ResponseCode.NoError, Math.Max(length, parsed.QuestionEnd));
        }
        else if (parsed.Type is RecordType.AXFR or RecordType.IXFR)
        {
            summary = AnswerTransfer(request, response, in parsed, in client, limit, chain);
            if (_granted is not null)
            {
                return Without(ResponseCode.NoError, length: 0);
            }
        }
        else
        {
            summary = client.Zones.Answer(
                response, parsed.QuestionEnd, parsed.Type, parsed.DnssecOk, limit - envelope.ForOpt(in parsed, in client), online);
        }

        return Finish(request, response, in parsed, summary, in client, limit);
    }

    /// <summary>A refusal, the SOA alone to a client that asks for changes over UDP (RFC 1995, section 2), or a transfer granted.</summary>
    private AnswerSummary AnswerTransfer(
        ReadOnlySpan<byte> request, Span<byte> response, in Request parsed, in ClientContext client, int limit, TsigChain? chain)
    {
        bool isUdp = client.Transport == Transport.Udp;
        if (parsed.Type == RecordType.AXFR && isUdp)
        {
            return Without(ResponseCode.NotImp, parsed.QuestionEnd);
        }

        ReadOnlySpan<byte> name = request[RequestReader.HeaderLength..(parsed.QuestionEnd - 4)];
        ServedZone? zone = client.Zones.Find(name);
        if (zone is null || transfers is null)
        {
            return Without(zone is null ? ResponseCode.NotAuth : ResponseCode.Refused, parsed.QuestionEnd);
        }

        TransferClient peer = Peer(in client, chain);
        if (!isUdp)
        {
            bool wantsExpire = (parsed.Wishes & EdnsWishes.Expire) != EdnsWishes.None;
            var asked = new TransferRequest(request, parsed.QuestionEnd, parsed.HasOpt, wantsExpire);
            ResponseCode code = transfers.Admit(zone, peer, asked, chain, out _granted);
            return Without(code, parsed.QuestionEnd) with { ExtendedError = TransferResponder.WhyNot(code, zone) };
        }

        return transfers.Allows(zone.Origin, peer)
            ? client.Zones.Answer(response, parsed.QuestionEnd, RecordType.SOA, dnssecOk: false, limit - RequestReader.HeaderLength)
            : Without(ResponseCode.Refused, parsed.QuestionEnd);
    }

    /// <summary>NOTIFY and UPDATE are told apart from opcodes that nobody has, and answered before their body is read.</summary>
    private static ResponseCode ForOpcode(ReadOnlySpan<byte> request, Opcode opcode)
    {
        bool hasOneQuestion = BinaryPrimitives.ReadUInt16BigEndian(request[QuestionCountOffset..]) == 1;
        return opcode switch
        {
            Opcode.Notify => hasOneQuestion ? ResponseCode.Refused : ResponseCode.FormErr,
            _ => ResponseCode.NotImp,
        };
    }

    /// <summary>
    /// A query of no question still has a right to its OPT record, and asks for a cookie when it has one (RFC 7873, section 5.4);
    /// more than one question are not read at all.
    /// </summary>
    private AnswerSummary WithoutQuestion(ReadOnlySpan<byte> request, Span<byte> response, in ClientContext client, PendingRequest* pending)
    {
        var parsed = new Request { QuestionEnd = RequestReader.HeaderLength };
        bool isReadable = BinaryPrimitives.ReadUInt16BigEndian(request[QuestionCountOffset..]) == 0
            && RequestReader.TryReadRecords(request, ref parsed);
        if (!isReadable || !parsed.HasOpt)
        {
            return HeaderOnly(request, response, ResponseCode.FormErr);
        }

        StartAnswer(request, response, RequestReader.HeaderLength);
        LookForCookie(ref parsed, in client, pending);
        ResponseCode code = parsed.EdnsVersion != 0 ? ResponseCode.BadVers
            : parsed.Cookie.State == CookieState.None ? ResponseCode.FormErr
            : ResponseCode.NoError;
        AnswerSummary summary = Without(code, RequestReader.HeaderLength);
        return Finish(request, response, in parsed, summary, in client, Envelope.PayloadWithoutEdns);
    }

    private static AnswerSummary HeaderOnly(ReadOnlySpan<byte> request, Span<byte> response, ResponseCode code)
    {
        request[..RequestReader.HeaderLength].CopyTo(response);
        RequestHandler.ClearCounts(response, questions: 0);
        return Finish(request, response, RequestReader.HeaderLength, code);
    }

    private AnswerSummary Finish(
        ReadOnlySpan<byte> request, Span<byte> response, in Request parsed, AnswerSummary summary, in ClientContext client, int limit) =>
        summary with { Length = envelope.Finish(request, response, in parsed, in summary, in client, limit) };

    private static AnswerSummary Finish(ReadOnlySpan<byte> request, Span<byte> response, int length, ResponseCode code)
    {
        // The opcode and RD stay as they came.
        response[FlagsOffset] = (byte)(Envelope.ResponseBit | (request[FlagsOffset] & 0x79));
        response[FlagsOffset + 1] = (byte)code;
        return Without(code, length);
    }

    private static AnswerSummary Without(ResponseCode code, int length) =>
        new(code, IsAuthoritative: false, IsTruncated: false, length, ExtendedError.None, Zone: -1);

    private static void StartAnswer(ReadOnlySpan<byte> request, Span<byte> response, int questionEnd)
    {
        request[..questionEnd].CopyTo(response);
        RequestHandler.ClearCounts(response, questions: questionEnd > RequestReader.HeaderLength ? 1UL : 0);
    }
}
