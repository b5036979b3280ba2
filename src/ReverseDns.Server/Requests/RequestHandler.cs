using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using ReverseDns.Protocol;
using ReverseDns.Transfer;
using ReverseDns.Zones;

namespace ReverseDns.Server;

/// <summary>
/// Answers one request at a time, whatever it is: hostile octets cost a counter and an RCODE. One handler belongs
/// to one thread. Nothing is allocated, locked or logged.
/// </summary>
public sealed unsafe class RequestHandler
{
    private const int FlagsOffset = 2;
    private const int QuestionCountOffset = 4;
    private const int PayloadWithoutEdns = 512;
    private const byte ResponseBit = 0x80;
    private const byte ResponseOrOpcode = 0xF8;

    private readonly EdnsWriter _ipv4Edns;
    private readonly EdnsWriter _ipv6Edns;
    private readonly IdentityAnswers _identity;
    private readonly WorkerCounters _counters;
    private readonly TransferResponder? _transfers;
    private readonly SignedRequests _signed;
    private readonly RareOptions _rare;
    private readonly NotifyAnswers? _notified;
    private readonly OnlineSignatures? _online;
    private ZoneTransfer? _granted;

    /// <param name="transfers">Null: no zone is given away, and no key is known.</param>
    public RequestHandler(EdnsOptions edns, IdentityOptions identity, TransferResponder? transfers = null, OnlineSignatures? online = null)
        : this(edns, identity, new WorkerCounters(), transfers, online)
    {
    }

    internal RequestHandler(
        EdnsOptions edns, IdentityOptions identity, WorkerCounters counters, TransferResponder? transfers = null, OnlineSignatures? online = null)
    {
        ArgumentNullException.ThrowIfNull(edns);
        ArgumentNullException.ThrowIfNull(identity);
        _ipv4Edns = new EdnsWriter(edns.Ipv4PayloadLimit, edns.Nsid.Span);
        _ipv6Edns = new EdnsWriter(edns.Ipv6PayloadLimit, edns.Nsid.Span);
        _identity = new IdentityAnswers(identity);
        _counters = counters;
        _transfers = transfers;
        _online = online;
        _signed = new SignedRequests(transfers);
        _rare = new RareOptions(transfers);
        _notified = transfers?.Notified is { } receiver ? new NotifyAnswers(receiver) : null;
    }

    /// <summary>Returns the length of the answer, 0 when there is none to be sent.</summary>
    /// <param name="response">
    /// Over UDP at least the larger payload limit, over TCP 65,535 octets; what is behind the answer may be overwritten.
    /// </param>
    public int Handle(ReadOnlySpan<byte> request, Span<byte> response, in ClientContext client)
    {
        Unsafe.SkipInit(out PendingRequest pending);
        Read(request, in client, &pending);
        if (!pending.IsLookUp)
        {
            return HandleOther(request, response, in client, &pending);
        }

        request[..pending.Parsed.QuestionEnd].CopyTo(response);
        Approach(in client, &pending);
        return AnswerInPlace(response, in client, &pending);
    }

    /// <summary>
    /// The transfer that the last request asked for and has been granted, to be run and disposed by the caller: it is the
    /// answer, which <see cref="Handle"/> then has no octets of. Only over TCP.
    /// </summary>
    internal ZoneTransfer? TakeTransfer()
    {
        ZoneTransfer? granted = _granted;
        _granted = null;
        return granted;
    }

    /// <summary>
    /// The first of the steps that a batch takes together (<see cref="PreparedQuestion"/>), each in the same table: tells what
    /// can be looked up from what <see cref="Handle"/> has to answer.
    /// </summary>
    internal static void Read(ReadOnlySpan<byte> request, in ClientContext client, PendingRequest* pending)
    {
        pending->Parsed = default;
        ref Request parsed = ref pending->Parsed;
        pending->IsLookUp = request.Length >= RequestReader.HeaderLength
            && (request[FlagsOffset] & ResponseOrOpcode) == 0
            && BinaryPrimitives.ReadUInt16BigEndian(request[QuestionCountOffset..]) == 1
            && RequestReader.TryReadQuestion(request, &pending->Question, ref parsed)
            && RequestReader.TryReadRecords(request, ref parsed)
            && parsed.EdnsVersion == 0
            && parsed.TsigOwner == 0
            && parsed.Class is RecordClass.IN or RecordClass.ANY
            && parsed.Type is not (RecordType.AXFR or RecordType.IXFR);
        if (pending->IsLookUp)
        {
            client.Zones.Prepare(&pending->Question, request[RequestReader.HeaderLength..], parsed.Type);
        }
    }

    /// <summary>The second step; nothing for what cannot be looked up.</summary>
    internal static void Approach(in ClientContext client, PendingRequest* pending)
    {
        if (pending->IsLookUp)
        {
            client.Zones.Approach(&pending->Question, pending->Parsed.DnssecOk);
        }
    }

    /// <summary>Writes the answer behind the header and question of a request that can be looked up; returns its length.</summary>
    /// <param name="message">At least as long as the payload limit of the client's address family, or 65,535 octets over TCP.</param>
    internal int AnswerInPlace(Span<byte> message, in ClientContext client, PendingRequest* pending)
    {
        ref Request parsed = ref pending->Parsed;
        Count(in client);
        EdnsWriter edns = client.IsIpv6 ? _ipv6Edns : _ipv4Edns;
        int limit = Math.Min(Limit(in parsed, client.Transport, edns.PayloadLimit), message.Length);
        int forOpt = parsed.HasOpt ? edns.Length(parsed.WantsNsid) : 0;
        ClearCounts(message, questions: 1);
        AnswerSummary summary = client.Zones.Complete(
            &pending->Question, message, parsed.QuestionEnd, parsed.Type, parsed.DnssecOk, limit - forOpt, _online);
        return Finish(message, message, in parsed, in summary, in client, limit);
    }

    private void Count(in ClientContext client) =>
        _counters.Add(client.Transport switch
        {
            Transport.Udp => Counter.UdpRequests,
            Transport.Tcp => Counter.TcpRequests,
            _ => Counter.TlsRequests,
        });

    private int HandleOther(ReadOnlySpan<byte> request, Span<byte> response, in ClientContext client, PendingRequest* pending)
    {
        Count(in client);
        if (request.Length < RequestReader.HeaderLength || (request[FlagsOffset] & ResponseBit) != 0)
        {
            _counters.Add(Counter.Silent);
            return 0;
        }

        var parsed = default(Request);
        var opcode = (Opcode)((request[FlagsOffset] >> 3) & 0x0F);
        bool isNotify = opcode == Opcode.Notify && _notified is not null;
        if (opcode != Opcode.Query && !isNotify)
        {
            return HeaderOnly(request, response, ForOpcode(request, opcode));
        }

        if (BinaryPrimitives.ReadUInt16BigEndian(request[QuestionCountOffset..]) != 1)
        {
            return WithoutQuestion(request, response, in client);
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

        return isNotify
            ? AnswerNotify(request, response, in parsed, in client)
            : AnswerOther(request, response, in parsed, in client);
    }

    private int AnswerNotify(ReadOnlySpan<byte> request, Span<byte> response, in Request parsed, in ClientContext client)
    {
        ServedZone? zone = NotifyAnswers.Find(request, in parsed, in client, out ResponseCode code);
        TsigChain? chain = null;
        if (zone is not null && parsed.TsigOwner != 0)
        {
            bool isReadable = _signed.TryVerify(request, in parsed, out TsigRecord tsig, out chain, out TsigError error);
            if (!isReadable || error != TsigError.None)
            {
                code = isReadable ? ResponseCode.NotAuth : ResponseCode.FormErr;
                _counters.AddResponse((int)code);
                int refusal = NotifyAnswers.Write(request, response, in parsed, code);
                return isReadable ? _signed.Refuse(request, response, refusal, chain, in tsig, error) : refusal;
            }
        }

        code = zone is null ? code : _notified!.Take(request, zone, Peer(in client, chain));
        _counters.AddResponse((int)code);
        int length = NotifyAnswers.Write(request, response, in parsed, code);
        return chain is null ? length : _signed.Sign(response, length, chain);
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

    private int AnswerOther(ReadOnlySpan<byte> request, Span<byte> response, in Request parsed, in ClientContext client)
    {
        EdnsWriter edns = client.IsIpv6 ? _ipv6Edns : _ipv4Edns;
        int limit = Math.Min(Limit(in parsed, client.Transport, edns.PayloadLimit), response.Length);
        if (parsed.EdnsVersion != 0)
        {
            AnswerSummary version = Without(ResponseCode.BadVers, parsed.QuestionEnd);
            return Finish(request, response, in parsed, in version, in client, limit);
        }

        if (parsed.TsigOwner == 0)
        {
            return AnswerVerified(request, response, in parsed, in client, edns, limit, chain: null);
        }

        if (!_signed.TryVerify(request, in parsed, out TsigRecord tsig, out TsigChain? chain, out TsigError error))
        {
            return Finish(request, response, parsed.QuestionEnd, ResponseCode.FormErr);
        }

        if (error != TsigError.None)
        {
            AnswerSummary refused = Without(ResponseCode.NotAuth, parsed.QuestionEnd);
            int refusal = Finish(request, response, in parsed, in refused, in client, limit);
            return _signed.Refuse(request, response[..limit], refusal, chain, in tsig, error);
        }

        int room = Math.Max(limit - chain!.Key.MaxRecordLength, parsed.QuestionEnd);
        int length = AnswerVerified(request, response, in parsed, in client, edns, room, chain);
        return length == 0 ? 0 : _signed.Sign(response[..limit], length, chain);
    }

    /// <param name="chain">Has verified the request; null when it is not signed.</param>
    private int AnswerVerified(
        ReadOnlySpan<byte> request,
        Span<byte> response,
        in Request parsed,
        in ClientContext client,
        EdnsWriter edns,
        int limit,
        TsigChain? chain)
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
                _counters.AddResponse((int)ResponseCode.NoError);
                return 0;
            }
        }
        else
        {
            int forOpt = parsed.HasOpt ? edns.Length(parsed.WantsNsid) : 0;
            summary = client.Zones.Answer(response, parsed.QuestionEnd, parsed.Type, parsed.DnssecOk, limit - forOpt, _online);
        }

        return Finish(request, response, in parsed, in summary, in client, limit);
    }

    private int Finish(
        ReadOnlySpan<byte> request, Span<byte> response, in Request parsed, in AnswerSummary summary, in ClientContext client, int limit)
    {
        int length = summary.Length;
        if (parsed.HasOpt)
        {
            EdnsWriter edns = client.IsIpv6 ? _ipv6Edns : _ipv4Edns;
            length = edns.Append(response[..limit], length, in parsed, summary.ResponseCode, summary.ExtendedError);
            if (parsed.Wishes != EdnsWishes.None)
            {
                length = _rare.Append(response[..limit], length, in parsed, in summary, in client);
            }
        }

        // No server has authority over every class at once (RFC 1035, section 6.2).
        bool isAuthoritative = summary.IsAuthoritative && parsed.Class == RecordClass.IN;
        response[FlagsOffset] = (byte)(ResponseBit | (isAuthoritative ? 4 : 0) | (summary.IsTruncated ? 2 : 0) | (request[FlagsOffset] & 1));
        response[FlagsOffset + 1] = (byte)((int)summary.ResponseCode & 0x0F);
        _counters.AddResponse((int)summary.ResponseCode);
        if (summary.IsTruncated)
        {
            _counters.Add(Counter.Truncated);
        }

        return length;
    }

    private static int Limit(in Request parsed, Transport transport, int payloadLimit)
    {
        if (transport != Transport.Udp)
        {
            return ushort.MaxValue;
        }

        return parsed.HasOpt
            ? Math.Min(Math.Max((int)parsed.PayloadSize, PayloadWithoutEdns), payloadLimit)
            : PayloadWithoutEdns;
    }

    private static AnswerSummary Without(ResponseCode code, int length) =>
        new(code, IsAuthoritative: false, IsTruncated: false, length, ExtendedError.None, Zone: -1);

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
        if (zone is null || _transfers is null)
        {
            return Without(zone is null ? ResponseCode.NotAuth : ResponseCode.Refused, parsed.QuestionEnd);
        }

        TransferClient peer = Peer(in client, chain);
        if (!isUdp)
        {
            bool wantsExpire = (parsed.Wishes & EdnsWishes.Expire) != EdnsWishes.None;
            var asked = new TransferRequest(request, parsed.QuestionEnd, parsed.HasOpt, wantsExpire);
            ResponseCode code = _transfers.Admit(zone, peer, asked, chain, out _granted);
            return Without(code, parsed.QuestionEnd) with { ExtendedError = TransferResponder.WhyNot(code, zone) };
        }

        return _transfers.Allows(zone.Origin, peer)
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

    /// <summary>A query of no question still has a right to its OPT record; more than one question are not read at all.</summary>
    private int WithoutQuestion(ReadOnlySpan<byte> request, Span<byte> response, in ClientContext client)
    {
        var parsed = new Request { QuestionEnd = RequestReader.HeaderLength };
        bool isReadable = BinaryPrimitives.ReadUInt16BigEndian(request[QuestionCountOffset..]) == 0
            && RequestReader.TryReadRecords(request, ref parsed);
        if (!isReadable || !parsed.HasOpt)
        {
            return HeaderOnly(request, response, ResponseCode.FormErr);
        }

        StartAnswer(request, response, RequestReader.HeaderLength);
        ResponseCode code = parsed.EdnsVersion == 0 ? ResponseCode.FormErr : ResponseCode.BadVers;
        AnswerSummary summary = Without(code, RequestReader.HeaderLength);
        return Finish(request, response, in parsed, in summary, in client, PayloadWithoutEdns);
    }

    private int HeaderOnly(ReadOnlySpan<byte> request, Span<byte> response, ResponseCode code)
    {
        request[..RequestReader.HeaderLength].CopyTo(response);
        ClearCounts(response, questions: 0);
        return Finish(request, response, RequestReader.HeaderLength, code);
    }

    private int Finish(ReadOnlySpan<byte> request, Span<byte> response, int length, ResponseCode code)
    {
        // The opcode and RD stay as they came.
        response[FlagsOffset] = (byte)(ResponseBit | (request[FlagsOffset] & 0x79));
        response[FlagsOffset + 1] = (byte)code;
        _counters.AddResponse((int)code);
        return length;
    }

    private static void StartAnswer(ReadOnlySpan<byte> request, Span<byte> response, int questionEnd)
    {
        request[..questionEnd].CopyTo(response);
        ClearCounts(response, questions: questionEnd > RequestReader.HeaderLength ? 1UL : 0);
    }

    private static void ClearCounts(Span<byte> response, ulong questions) =>
        BinaryPrimitives.WriteUInt64BigEndian(response[QuestionCountOffset..], questions << 48);
}
