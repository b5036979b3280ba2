using System.Buffers.Binary;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Transfer;

/// <summary>
/// One transfer to one client, of one version of a zone however long it takes: that version stays in memory until this is
/// disposed. For a thread of its own.
/// </summary>
public sealed class ZoneTransfer : IDisposable
{
    private const int SerialFromEnd = 20;
    private const int ExpireFromEnd = 8;

    private readonly TransferResponder _responder;
    private readonly CompiledZone _zone;
    private readonly RequestEnvelope _request;
    private readonly TsigChain? _chain;
    private readonly Serial? _from;
    private bool _isDisposed;

    /// <param name="zone">In use; this ends the use.</param>
    /// <param name="from">The serial that the client has, if it asks for changes.</param>
    internal ZoneTransfer(
        TransferResponder responder, TransferClient client, CompiledZone zone, RequestEnvelope request, TsigChain? chain, Serial? from)
    {
        (_responder, Client, _zone, _request, _chain, _from) = (responder, client, zone, request, chain, from);
        Serial = zone.Serial;
    }

    public TransferClient Client { get; }

    public DomainName Zone => _zone.Origin;

    public Serial Serial { get; }

    /// <summary>What has been sent, once it is known.</summary>
    public TransferKind Kind { get; private set; }

    /// <summary>The client has got all of it.</summary>
    public bool IsWhole { get; private set; }

    public long Records { get; private set; }

    public long Messages { get; private set; }

    public long Octets { get; private set; }

    /// <summary>What it has taken, the client's part included.</summary>
    public TimeSpan Time { get; private set; }

    public TimeSpan StallTimeout => _responder.Settings.StallTimeout;

    public TimeSpan MaxDuration => _responder.Settings.MaxDuration;

    /// <summary>Octets of the messages that a transfer of a whole zone takes, without the lengths in front of them.</summary>
    /// <param name="zone">In use for as long as this takes.</param>
    public static long SizeOf(CompiledZone zone, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(zone);
        byte[] question = new byte[MessageHeader.Length + zone.Origin.Wire.Length + (2 * sizeof(ushort))];
        new MessageHeader(0, 0, 1, 0, 0, 0).TryWrite(question);
        zone.Origin.Wire.CopyTo(question.AsSpan(MessageHeader.Length));
        BinaryPrimitives.WriteUInt16BigEndian(question.AsSpan(^4), (ushort)RecordType.AXFR);
        BinaryPrimitives.WriteUInt16BigEndian(question.AsSpan(^2), (ushort)RecordClass.IN);
        var request = new RequestEnvelope(new TransferRequest(question, question.Length, hasOpt: false, wantsExpire: false));
        var writer = new TransferWriter(request, expire: null, chain: null, clock, static _ => true);
        byte[] soa = zone.ReadSoa(out uint ttl);
        writer.Add(zone.Origin.Wire, RecordType.SOA, ttl, soa);
        zone.CopyTo(new WithoutSoa(writer));
        writer.Add(zone.Origin.Wire, RecordType.SOA, ttl, soa);
        writer.Finish();
        return writer.Octets;
    }

    /// <summary>Sends everything; false when the client has not got all of it.</summary>
    public bool Run(OctetSink send)
    {
        long start = _responder.Clock.GetTimestamp();
        byte[] soa = _zone.ReadSoa(out uint ttl);
        uint? expire = _request.WantsExpire
            ? _responder.SecondsKept(Zone, BinaryPrimitives.ReadUInt32BigEndian(soa.AsSpan(soa.Length - ExpireFromEnd)))
            : null;
        var writer = new TransferWriter(_request, expire, _chain, _responder.Clock, send);
        writer.Add(Zone.Wire, RecordType.SOA, ttl, soa);
        Kind = _from is Serial from ? Answer(writer, from) : Whole(writer);
        if (Kind != TransferKind.UpToDate)
        {
            writer.Add(Zone.Wire, RecordType.SOA, ttl, soa);
        }

        IsWhole = writer.Finish();
        (Records, Messages, Octets) = (writer.Records, writer.Messages, writer.Octets);
        Time = _responder.Clock.GetElapsedTime(start);
        return IsWhole;
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _zone.EndUse();
            _chain?.Dispose();
            _responder.End(this);
        }
    }

    private TransferKind Answer(TransferWriter writer, Serial from)
    {
        // A client that is ahead of us gets our serial and may draw its conclusions (RFC 1995, section 2).
        if (from == Serial || from.IsNewerThan(Serial))
        {
            return TransferKind.UpToDate;
        }

        using ZoneDiff? change = ReadChange(from);
        if (change is null || change.RecordCount > _zone.RecordCount)
        {
            return Whole(writer);
        }

        Write(writer, change.Removed);
        Write(writer, change.Added);
        return TransferKind.Incremental;
    }

    /// <summary>All changes as one, which is never longer than they are; null when the history does not reach back so far.</summary>
    private ZoneDiff? ReadChange(Serial from)
    {
        IReadOnlyList<ZoneDiff>? changes = _responder.ReadHistory(Zone, from, Serial);
        try
        {
            return changes is { Count: > 0 } ? ZoneDiff.Combine(changes) : null;
        }
        finally
        {
            foreach (ZoneDiff change in changes ?? [])
            {
                change.Dispose();
            }
        }
    }

    private TransferKind Whole(TransferWriter writer)
    {
        _zone.CopyTo(new WithoutSoa(writer));
        return TransferKind.Whole;
    }

    /// <summary>One side of a change: its SOA, then the rest (RFC 1995, section 4).</summary>
    private static void Write(TransferWriter writer, ZoneContents side)
    {
        if (side.TryFind(side.Origin.Wire, RecordType.SOA, out RRsetView soa))
        {
            writer.Add(soa.Owner, RecordType.SOA, soa.Ttl, soa.Rdata(0));
        }

        foreach (RRsetView rrset in side)
        {
            uint ttl = rrset.Ttl;
            for (int i = 0; i < rrset.Count && rrset.Type != RecordType.SOA && !writer.IsFull; i++)
            {
                uint recordTtl = rrset.Type == RecordType.RRSIG ? rrset.RecordTtl(i) : ttl;
                writer.Add(rrset.Owner, rrset.Type, recordTtl, rrset.Rdata(i));
            }
        }
    }

    internal static Serial SerialOf(ReadOnlySpan<byte> soa) => new(BinaryPrimitives.ReadUInt32BigEndian(soa[^SerialFromEnd..]));

    /// <summary>A transfer has the SOA at its ends, and nowhere else.</summary>
    private sealed class WithoutSoa(TransferWriter writer) : IRecordSink
    {
        public bool IsFull => writer.IsFull;

        public void Add(ReadOnlySpan<byte> owner, RecordType type, uint ttl, ReadOnlySpan<byte> rdata, int file = 0, int line = 0)
        {
            if (type != RecordType.SOA)
            {
                writer.Add(owner, type, ttl, rdata);
            }
        }
    }
}
