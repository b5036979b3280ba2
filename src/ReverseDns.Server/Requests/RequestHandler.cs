using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using ReverseDns.Protocol;
using ReverseDns.Transfer;
using ReverseDns.Zones;

namespace ReverseDns.Server;

/// <summary>
/// Answers one request at a time, whatever it is, and counts it: hostile octets cost a counter and an RCODE. One handler
/// belongs to one thread. Nothing is allocated, locked or logged.
/// </summary>
public sealed unsafe class RequestHandler
{
    private const int QuestionCountOffset = 4;
    private const int AdditionalCountOffset = 10;
    private const byte ResponseOrOpcode = 0xF8;

    private static readonly AnswerSummary NoAnswer = default(AnswerSummary) with { Zone = -1, ExtendedError = ExtendedError.None };

    private readonly Envelope _envelope;
    private readonly OtherRequests _other;
    private readonly WorkerCounters _counters;
    private readonly OnlineSignatures? _online;
    private readonly RateLimiter? _limiter;
    private readonly ServerCookies? _cookies;

    /// <param name="transfers">Null: no zone is given away, and no key is known.</param>
    public RequestHandler(EdnsOptions edns, IdentityOptions identity, TransferResponder? transfers = null, OnlineSignatures? online = null)
        : this(edns, identity, new WorkerCounters(), transfers, online)
    {
    }

    /// <param name="limiter">Null: nobody is limited.</param>
    /// <param name="cookies">Null: there are none.</param>
    internal RequestHandler(
        EdnsOptions edns,
        IdentityOptions identity,
        WorkerCounters counters,
        TransferResponder? transfers = null,
        OnlineSignatures? online = null,
        RateLimiter? limiter = null,
        ServerCookies? cookies = null)
    {
        ArgumentNullException.ThrowIfNull(edns);
        ArgumentNullException.ThrowIfNull(identity);
        _envelope = new Envelope(edns, transfers);
        _other = new OtherRequests(_envelope, identity, transfers, online, cookies);
        _counters = counters;
        _online = online;
        _limiter = limiter;
        _cookies = cookies;
    }

    /// <summary>The zone that the last answer is from, as its index in the table; -1: no zone.</summary>
    internal int AnsweredZone { get; private set; } = -1;

    /// <summary>Returns the length of the answer, 0 when there is none to be sent.</summary>
    /// <param name="response">
    /// Over UDP at least the larger payload limit, over TCP 65,535 octets; what is behind the answer may be overwritten.
    /// </param>
    public int Handle(ReadOnlySpan<byte> request, Span<byte> response, in ClientContext client)
    {
        Unsafe.SkipInit(out PendingRequest pending);
        pending.Address = client.Address;
        Read(request, in client, &pending);
        _limiter?.Approach(&pending, client.IsIpv6);
        if (!pending.IsLookUp)
        {
            return AnswerOther(request, response, in client, &pending);
        }

        request[..pending.Parsed.QuestionEnd].CopyTo(response);
        Approach(in client, &pending);
        return AnswerInPlace(response, in client, &pending);
    }

    /// <summary>As <see cref="Handle"/>, recorded for who taps.</summary>
    internal int HandleTapped(
        ReadOnlySpan<byte> request, Span<byte> response, in ClientContext client, TapRecorder taps, in ExchangeEnds ends)
    {
        if (!taps.IsOn)
        {
            return Handle(request, response, in client);
        }

        taps.Begin(request, in ends);
        int length = Handle(request, response, in client);
        taps.End(response[..length], client.Zones, AnsweredZone);
        return length;
    }

    /// <summary>
    /// The transfer that the last request asked for and has been granted, to be run and disposed by the caller: it is the
    /// answer, which <see cref="Handle"/> then has no octets of. Only over TCP.
    /// </summary>
    internal ZoneTransfer? TakeTransfer() => _other.TakeTransfer();

    /// <summary>
    /// The first of the steps that a batch takes together (<see cref="PreparedQuestion"/>), each in the same table: tells what
    /// can be looked up from what <see cref="Handle"/> has to answer.
    /// </summary>
    internal static void Read(ReadOnlySpan<byte> request, in ClientContext client, PendingRequest* pending)
    {
        pending->Parsed = default;
        pending->Length = request.Length;
        ref Request parsed = ref pending->Parsed;
        pending->IsLookUp = request.Length >= RequestReader.HeaderLength
            && (request[Envelope.FlagsOffset] & ResponseOrOpcode) == 0
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

    /// <summary>Requests up to the next call are of this time, by which limits go.</summary>
    internal void BeginBatch(long timestamp) => _limiter?.Begin(timestamp);

    /// <summary>Belongs to the first step, when it is known whom the request came from.</summary>
    internal void ApproachLimits(PendingRequest* pending, in ClientContext client) => _limiter?.Approach(pending, client.IsIpv6);

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
        RateVerdict verdict = Judge(in client, pending, out bool isBadCookie);
        if (verdict >= RateVerdict.Slip)
        {
            return AnswerLimited(message, in client, pending, verdict);
        }

        if (isBadCookie)
        {
            return AnswerShort(message, in client, pending, ResponseCode.BadCookie);
        }

        int limit = _envelope.Limit(in parsed, in client, message.Length);
        ClearCounts(message, questions: 1);
        AnswerSummary summary = client.Zones.Complete(
            &pending->Question, message, parsed.QuestionEnd, parsed.Type, parsed.DnssecOk, limit - _envelope.ForOpt(in parsed, in client), _online);
        int length = _envelope.Finish(message, message, in parsed, in summary, in client, limit);
        AnsweredZone = summary.Zone;
        if (verdict == RateVerdict.Pass)
        {
            _limiter!.Charge(pending, client.IsIpv6, length);
        }

        if (_counters.CountsTraffic)
        {
            TrafficCounts counts = _counters.Of(client.Transport, client.IsIpv6);
            counts.AddRequest(pending->Length);
            counts.AddOpcode((int)Opcode.Query);
            counts.AddQuery(in parsed);
            counts.AddResponse(summary.ResponseCode, summary.IsTruncated, length);
            CountZone(in client, in summary);
            CountClient(message[..length], in client, pending, parsed.QuestionEnd, in summary);
        }

        return length;
    }

    /// <summary>What limits say of the client, to whom those do not apply who have shown that they are where they say.</summary>
    /// <param name="isBadCookie">It must show it and has not.</param>
    private RateVerdict Judge(in ClientContext client, PendingRequest* pending, out bool isBadCookie)
    {
        isBadCookie = false;
        ref Cookie cookie = ref pending->Parsed.Cookie;
        if (cookie.State != CookieState.None)
        {
            if (_cookies is null)
            {
                cookie.State = CookieState.None;
            }
            else
            {
                _cookies.Look(ref cookie, pending->Address, client.IsIpv6);
                isBadCookie = cookie.State == CookieState.Unproved && client.Transport == Transport.Udp && _cookies.AreRequired;
            }
        }

        return _limiter is null || cookie.State == CookieState.Proved ? RateVerdict.Free : _limiter.Judge(pending, client.IsIpv6);
    }

    /// <summary>TC, which asks whoever is real to come over TCP, or BADCOOKIE to come with ours, or nothing.</summary>
    private int AnswerLimited(Span<byte> message, in ClientContext client, PendingRequest* pending, RateVerdict verdict)
    {
        ref Request parsed = ref pending->Parsed;
        if (verdict == RateVerdict.Drop)
        {
            _limiter!.Count(pending, client.IsIpv6, LimitAction.Dropped);
            CountShort(message, in client, pending).AddDrop(DropReason.RateLimit);
            return 0;
        }

        _limiter!.Count(pending, client.IsIpv6, LimitAction.Slipped);
        return AnswerShort(message, in client, pending, parsed.Cookie.State == CookieState.None ? ResponseCode.NoError : ResponseCode.BadCookie);
    }

    /// <summary>The question with a code, or with TC when it is none.</summary>
    private int AnswerShort(Span<byte> message, in ClientContext client, PendingRequest* pending, ResponseCode code)
    {
        ref Request parsed = ref pending->Parsed;
        TrafficCounts counts = CountShort(message, in client, pending);
        ClearCounts(message, questions: 1);
        AnswerSummary summary = NoAnswer with { ResponseCode = code, IsTruncated = code == ResponseCode.NoError, Length = parsed.QuestionEnd };
        int limit = _envelope.Limit(in parsed, in client, message.Length);
        int length = _envelope.Finish(message, message, in parsed, in summary, in client, limit);
        counts.AddResponse(code, summary.IsTruncated, length);
        return length;
    }

    private TrafficCounts CountShort(ReadOnlySpan<byte> message, in ClientContext client, PendingRequest* pending)
    {
        ref Request parsed = ref pending->Parsed;
        TrafficCounts counts = _counters.Of(client.Transport, client.IsIpv6);
        counts.AddRequest(pending->Length);
        counts.AddOpcode((int)Opcode.Query);
        counts.AddQuery(in parsed);
        CountClient(message[..parsed.QuestionEnd], in client, pending, parsed.QuestionEnd, in NoAnswer);
        AnsweredZone = -1;
        return counts;
    }

    internal static void ClearCounts(Span<byte> response, ulong questions) =>
        BinaryPrimitives.WriteUInt64BigEndian(response[QuestionCountOffset..], questions << 48);

    private int AnswerOther(ReadOnlySpan<byte> request, Span<byte> response, in ClientContext client, PendingRequest* pending)
    {
        TrafficCounts counts = _counters.Of(client.Transport, client.IsIpv6);
        counts.AddRequest(request.Length);
        if (request.Length < RequestReader.HeaderLength || (request[Envelope.FlagsOffset] & Envelope.ResponseBit) != 0)
        {
            CountClient(request, in client, pending, questionEnd: 0, in NoAnswer);
            counts.AddDrop(DropReason.Malformed);
            return 0;
        }

        RateVerdict verdict = Judge(in client, pending, out _);
        if (verdict >= RateVerdict.Slip && !MayBeExempt(request))
        {
            CountClient(request, in client, pending, questionEnd: 0, in NoAnswer);
            return Drop(request, in client, pending);
        }

        pending->IsRead = false;
        AnswerSummary summary = _other.Answer(request, response, in client, pending);
        if (verdict >= RateVerdict.Slip && !_other.WasVerified)
        {
            CountClient(request, in client, pending, questionEnd: 0, in NoAnswer);
            return Drop(request, in client, pending);
        }

        if (verdict == RateVerdict.Pass)
        {
            _limiter!.Charge(pending, client.IsIpv6, summary.Length);
        }

        AnsweredZone = summary.Zone;
        var opcode = (Opcode)((request[Envelope.FlagsOffset] >> 3) & 0x0F);
        counts.AddOpcode((int)opcode);
        bool isQuery = pending->IsRead && opcode == Opcode.Query;
        if (isQuery)
        {
            counts.AddQuery(in pending->Parsed);
            CountZone(in client, in summary);
        }

        CountClient(summary.Length == 0 ? request : response[..summary.Length], in client, pending, isQuery ? pending->Parsed.QuestionEnd : 0, in summary);

        if (summary.Length == 0 && !_other.HasGranted)
        {
            counts.AddDrop(DropReason.NoRoom);
        }
        else
        {
            counts.AddResponse(summary.ResponseCode, summary.IsTruncated, summary.Length);
        }

        return summary.Length;
    }

    /// <summary>Signatures are verified for who is beyond a limit too, though not any number of them; they stand in the last section.</summary>
    private bool MayBeExempt(ReadOnlySpan<byte> request) =>
        BinaryPrimitives.ReadUInt16BigEndian(request[AdditionalCountOffset..]) != 0 && _limiter!.TryVerify();

    private int Drop(ReadOnlySpan<byte> request, in ClientContext client, PendingRequest* pending)
    {
        TrafficCounts counts = _counters.Of(client.Transport, client.IsIpv6);
        counts.AddOpcode((request[Envelope.FlagsOffset] >> 3) & 0x0F);
        counts.AddDrop(DropReason.RateLimit);
        _limiter!.Count(pending, client.IsIpv6, LimitAction.Dropped);
        AnsweredZone = -1;
        return 0;
    }

    /// <param name="message">With the question, or what is no query.</param>
    /// <param name="questionEnd">0: it has none that could be read.</param>
    private void CountClient(ReadOnlySpan<byte> message, in ClientContext client, PendingRequest* pending, int questionEnd, in AnswerSummary summary)
    {
        _counters.Sources?.Add(pending->Address, client.IsIpv6);
        if (_counters.Sampler is { } sampler && sampler.IsNext())
        {
            sampler.Take(pending->Address, client.IsIpv6, message, questionEnd, pending->Parsed.Type, in summary, client.Zones);
        }
    }

    private void CountZone(in ClientContext client, in AnswerSummary summary)
    {
        if (summary.Zone >= 0)
        {
            _counters.Zones.Add(client.Zones.PlaceOf(summary.Zone), summary.ResponseCode == ResponseCode.NxDomain);
        }
    }
}
