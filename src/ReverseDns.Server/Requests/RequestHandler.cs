using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using ReverseDns.Protocol;
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
    private const int AnswerCountOffset = 6;
    private const int PayloadWithoutEdns = 512;
    private const byte ResponseBit = 0x80;
    private const byte ResponseOrOpcode = 0xF8;

    private readonly EdnsWriter _ipv4Edns;
    private readonly EdnsWriter _ipv6Edns;
    private readonly IdentityAnswers _identity;
    private readonly WorkerCounters _counters;

    public RequestHandler(EdnsOptions edns, IdentityOptions identity)
        : this(edns, identity, new WorkerCounters())
    {
    }

    internal RequestHandler(EdnsOptions edns, IdentityOptions identity, WorkerCounters counters)
    {
        ArgumentNullException.ThrowIfNull(edns);
        ArgumentNullException.ThrowIfNull(identity);
        _ipv4Edns = new EdnsWriter(edns.Ipv4PayloadLimit, edns.Nsid.Span);
        _ipv6Edns = new EdnsWriter(edns.Ipv6PayloadLimit, edns.Nsid.Span);
        _identity = new IdentityAnswers(identity);
        _counters = counters;
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
            &pending->Question, message, parsed.QuestionEnd, parsed.Type, parsed.DnssecOk, limit - forOpt);
        return Finish(message, message, in parsed, in summary, edns, limit);
    }

    private void Count(in ClientContext client) =>
        _counters.Add(client.Transport == Transport.Udp ? Counter.UdpRequests : Counter.TcpRequests);

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
        if (opcode != Opcode.Query)
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

        return AnswerOther(request, response, in parsed, in client);
    }

    private int AnswerOther(ReadOnlySpan<byte> request, Span<byte> response, in Request parsed, in ClientContext client)
    {
        EdnsWriter edns = client.IsIpv6 ? _ipv6Edns : _ipv4Edns;
        int limit = Math.Min(Limit(in parsed, client.Transport, edns.PayloadLimit), response.Length);
        AnswerSummary summary;
        if (parsed.EdnsVersion != 0)
        {
            summary = Without(ResponseCode.BadVers, parsed.QuestionEnd);
        }
        else if (parsed.TsigOwner != 0)
        {
            return RefuseKey(request, response, in parsed, edns, limit);
        }
        else if (parsed.Class is RecordClass.IN or RecordClass.ANY)
        {
            summary = Without(RefuseTransfer(response, in parsed, in client, limit), parsed.QuestionEnd);
        }
        else
        {
            int length = _identity.Write(response, in parsed);
            summary = Without(length == 0 ? ResponseCode.Refused : ResponseCode.NoError, Math.Max(length, parsed.QuestionEnd));
        }

        return Finish(request, response, in parsed, in summary, edns, limit);
    }

    private int Finish(
        ReadOnlySpan<byte> request, Span<byte> response, in Request parsed, in AnswerSummary summary, EdnsWriter edns, int limit)
    {
        int length = summary.Length;
        if (parsed.HasOpt)
        {
            length = edns.Append(response[..limit], length, in parsed, summary.ResponseCode, summary.ExtendedError);
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
        if (transport == Transport.Tcp)
        {
            return ushort.MaxValue;
        }

        return parsed.HasOpt
            ? Math.Min(Math.Max((int)parsed.PayloadSize, PayloadWithoutEdns), payloadLimit)
            : PayloadWithoutEdns;
    }

    private static AnswerSummary Without(ResponseCode code, int length) =>
        new(code, IsAuthoritative: false, IsTruncated: false, length, ExtendedError.None, Zone: -1);

    /// <summary>Not to be had over UDP as AXFR, not by anyone as yet, and not from us at all where we have no zone.</summary>
    private static ResponseCode RefuseTransfer(Span<byte> response, in Request parsed, in ClientContext client, int limit)
    {
        if (parsed.Type == RecordType.AXFR && client.Transport == Transport.Udp)
        {
            return ResponseCode.NotImp;
        }

        // Only the apex has a SOA; the answer's type tells it from a CNAME.
        AnswerSummary apex = client.Zones.Answer(response, parsed.QuestionEnd, RecordType.SOA, dnssecOk: false, limit);
        bool isApex = apex.IsAuthoritative && BinaryPrimitives.ReadUInt16BigEndian(response[AnswerCountOffset..]) == 1
            && BinaryPrimitives.ReadUInt16BigEndian(response[(parsed.QuestionEnd + 2)..]) == (ushort)RecordType.SOA;
        ClearCounts(response, questions: 1);
        return isApex ? ResponseCode.Refused : ResponseCode.NotAuth;
    }

    /// <summary>We hold no keys yet, so every key is unknown (RFC 8945, section 5.2.1).</summary>
    private int RefuseKey(ReadOnlySpan<byte> request, Span<byte> response, in Request parsed, EdnsWriter edns, int limit)
    {
        AnswerSummary summary = Without(ResponseCode.NotAuth, parsed.QuestionEnd);
        int length = Finish(request, response, in parsed, in summary, edns, limit);
        return TsigRefusal.Append(request, response[..limit], length, in parsed);
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
        EdnsWriter edns = client.IsIpv6 ? _ipv6Edns : _ipv4Edns;
        return Finish(request, response, in parsed, in summary, edns, PayloadWithoutEdns);
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
