using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>
/// Reads the records of a zone's files into a sink. Owner, origin and TTLs carry over from entry to entry;
/// nothing is allocated for a record that is right.
/// </summary>
internal sealed class RecordReader(DomainName zone, IRecordSink sink, DiagnosticLog log)
{
    private readonly byte[] _rdata = new byte[ushort.MaxValue];
    private readonly RecordHeadReader _heads = new();
    private readonly NameBuffer _owner = new();
    private bool _originInZone = true;
    private bool _ownerRefused;
    private uint? _lastTtl;

    public NameBuffer Origin { get; } = Start(zone);

    public ReadOnlySpan<byte> Owner => _owner.Wire;

    /// <summary>What $TTL said last; it holds until the next, in whatever file that stands.</summary>
    public uint? DefaultTtl { get; set; }

    public int Count { get; private set; }

    public void SetOrigin(ReadOnlySpan<byte> origin)
    {
        Origin.Set(origin);
        _originInZone = WireName.IsAtOrBelow(origin, zone.Wire);
    }

    public void SetOwner(ReadOnlySpan<byte> owner)
    {
        _owner.Set(owner);
        _ownerRefused = false;
    }

    /// <summary>The entry's first token is its owner, unless it inherits the one before.</summary>
    public bool TryReadOwner(ref PresentationReader reader, scoped PresentationToken token)
    {
        _ownerRefused = !TryReadOwner(ref reader, token, _owner);
        return !_ownerRefused;
    }

    public bool TryReadOwner(ref PresentationReader reader, scoped PresentationToken token, NameBuffer owner)
    {
        if (!owner.TryParse(token, Origin.Wire, ref reader))
        {
            return false;
        }

        // A relative name lies where its origin does; only the others have to be compared.
        bool inZone = (_originInZone && token.Text[^1] != '.') || WireName.IsAtOrBelow(owner.Wire, zone.Wire);
        if (!inZone)
        {
            reader.Fail(token, $"out-of-zone data: {WireName.ToString(owner.Wire)} is not in {zone}");
        }

        return inZone;
    }

    /// <summary>Reads the rest of an entry and adds its record, owned by <see cref="Owner"/>.</summary>
    public bool TryReadRecord(ref PresentationReader reader, FilePosition entry)
    {
        if (_ownerRefused)
        {
            // Said where the owner stands; the records that inherit it go with it.
            return false;
        }

        if (!_owner.IsSet)
        {
            reader.Fail("no owner: this record inherits one, and none stands before it");
            return false;
        }

        return TryReadHead(ref reader, entry, out RecordHead head)
            && TryReadRdata(ref reader, entry, _owner.Wire, head);
    }

    public bool TryReadHead(ref PresentationReader reader, FilePosition entry, out RecordHead head)
    {
        bool read = _heads.TryRead(ref reader, out head, out string? warning);
        if (warning is not null)
        {
            log.Warn(entry.Path, entry.Line, 0, warning);
        }

        return read;
    }

    public bool TryReadRdata(
        ref PresentationReader reader, FilePosition entry, ReadOnlySpan<byte> owner, in RecordHead head)
    {
        if (!Rdata.TryRead(head.Type, ref reader, Origin.Wire, _rdata, out int length))
        {
            return false;
        }

        ReadOnlySpan<byte> rdata = _rdata.AsSpan(0, length);
        if (!TryFindTtl(head, rdata, entry, out uint ttl))
        {
            reader.Fail("no TTL: neither this record, nor a $TTL, nor a record before it gives one");
            return false;
        }

        sink.Add(owner, head.Type, ttl, rdata, entry.File, entry.Line);
        Count++;
        return true;
    }

    /// <summary>RFC 2308, section 4, and before it RFC 1035: $TTL, else the TTL given last, else the SOA's minimum.</summary>
    private bool TryFindTtl(in RecordHead head, ReadOnlySpan<byte> rdata, FilePosition entry, out uint ttl)
    {
        if (head.HasTtl)
        {
            _lastTtl = head.Ttl;
        }

        if (!head.HasTtl && DefaultTtl is null && _lastTtl is null && head.Type == RecordType.SOA && rdata.Length > 4)
        {
            DefaultTtl = BinaryPrimitives.ReadUInt32BigEndian(rdata[^sizeof(uint)..]) & int.MaxValue;
            log.Warn(entry.Path, entry.Line, 0, "no TTL specified; the SOA's minimum is used");
        }

        uint? found = head.HasTtl ? head.Ttl : DefaultTtl ?? _lastTtl;
        ttl = found.GetValueOrDefault();
        return found.HasValue;
    }

    private static NameBuffer Start(DomainName zone)
    {
        var origin = new NameBuffer();
        origin.Set(zone.Wire);
        return origin;
    }
}
