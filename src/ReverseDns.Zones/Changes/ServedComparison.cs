using ReverseDns.Protocol;
using ReverseDns.Zones.Compiled;
using ReverseDns.Zones.Overlays;

namespace ReverseDns.Zones;

/// <summary>
/// Compares records, as they are read, with a served version: what that does not have is added, what it has and has not been
/// seen at the end is removed. TTLs are settled as <see cref="ZoneContents"/> settles them: that of an RRset's first record
/// counts. Takes memory for what differs and one bit for four octets of the version. One thread at a time.
/// </summary>
internal sealed unsafe class ServedComparison : IRecordSink, IDisposable
{
    /// <summary>RRsets with more records are not searched for each of them.</summary>
    private const int ManyRecords = 256;

    /// <summary>However small the zone, as many differences are worth a diff.</summary>
    private const int FewRecords = 64;

    /// <summary>A diff of more than this part of the zone's records is not worth it.</summary>
    private const int MostPart = 4;

    private readonly CompiledZone _served;
    private readonly OwnerSearch _owners;
    private readonly NodeRecords _records;
    private readonly SeenRecords _seen;
    private readonly ZoneContentsBuilder _removed;
    private readonly ZoneContentsBuilder _added;
    private readonly int _most;

    /// <summary>New TTLs of RRsets, by the address of their entry.</summary>
    private readonly Dictionary<nint, uint> _newTtls = [];

    /// <summary>Records of which another form has been added: seen, and removed already.</summary>
    private readonly HashSet<nint> _replaced = [];
    private readonly byte[] _owner = new byte[WireName.MaxLength];
    private int _ownerLength;
    private NodeHeader* _node;
    private int _matched;

    public ServedComparison(CompiledZone served)
    {
        _served = served;
        _owners = new OwnerSearch(served);
        _records = new NodeRecords(served.Origin);
        _seen = new SeenRecords(served);
        _removed = new ZoneContentsBuilder(served.Origin);
        _added = new ZoneContentsBuilder(served.Origin);
        _most = Math.Max(served.RecordCount / MostPart, FewRecords);
    }

    /// <summary>It has become plain that there is no use in comparing on.</summary>
    public bool IsFull { get; private set; }

    public void Add(ReadOnlySpan<byte> owner, RecordType type, uint ttl, ReadOnlySpan<byte> rdata, int file = 0, int line = 0)
    {
        NodeHeader* node = Find(owner);
        RecordType ofEntry = type == RecordType.RRSIG ? RRsetEncoder.CoveredType(rdata) : type;
        byte* block = null;
        RRsetEntry* entry = node == null ? null : NodeHeader.Find(node, ofEntry, out block);
        bool hasRRset = entry != null && (type == RecordType.RRSIG ? entry->SignatureCount : entry->Count) > 0;
        if (!hasRRset)
        {
            AddNew(owner, type, ttl, rdata, file, line);
            return;
        }

        IsFull |= entry->Count + entry->SignatureCount > ManyRecords;
        BlockReader records = _records.Read(entry, block);
        bool found = TryFind(ref records, type, rdata);
        uint wanted = type == RecordType.RRSIG ? ttl : Settle(entry, records.RRsetTtl, ttl);
        if (!found)
        {
            AddNew(owner, type, wanted, rdata, file, line);
        }
        else if (_seen.Add(records.Record))
        {
            _matched++;
            bool same = (type != RecordType.RRSIG || records.Ttl == ttl) && IsSame(type, records.Rdata, rdata);
            if (!same)
            {
                _replaced.Add((nint)records.Record);
                _removed.Add(owner, type, records.Ttl, records.Rdata);
                AddNew(owner, type, wanted, rdata, file, line);
            }
        }
    }

    /// <summary>
    /// Makes the diff; null when the records seen are no zone, or one so different that it had better be compiled afresh.
    /// </summary>
    public ZoneDiff? Finish()
    {
        if (_matched < _served.RecordCount || _newTtls.Count > 0)
        {
            var nodes = new ZoneNodes(_served);
            while (!IsFull && nodes.MoveNext())
            {
                FinishNode(nodes.Current);
            }
        }

        if (IsFull)
        {
            return null;
        }

        ZoneContents removed = _removed.Build();
        ZoneContents added = _added.Build();
        if (TryFindSerial(removed, added, out Serial serial))
        {
            return new ZoneDiff(_served.Serial, serial, removed, added);
        }

        removed.Dispose();
        added.Dispose();
        return null;
    }

    public void Dispose()
    {
        _seen.Dispose();
        _removed.Dispose();
        _added.Dispose();
    }

    private NodeHeader* Find(ReadOnlySpan<byte> owner)
    {
        if (_ownerLength == 0 || !owner.SequenceEqual(_owner.AsSpan(0, _ownerLength)))
        {
            owner.CopyTo(_owner);
            _ownerLength = owner.Length;
            _node = _owners.Find(owner);
        }

        return _node;
    }

    private void AddNew(ReadOnlySpan<byte> owner, RecordType type, uint ttl, ReadOnlySpan<byte> rdata, int file, int line)
    {
        _added.Add(owner, type, ttl, rdata, file, line);
        IsFull |= _added.RecordCount > _most;
    }

    /// <summary>Moves to the record with this RDATA, the case of names in it ignored.</summary>
    private static bool TryFind(ref BlockReader records, RecordType type, ReadOnlySpan<byte> rdata)
    {
        while (records.MoveNext())
        {
            if (records.Type == type && records.Rdata.Length == rdata.Length
                && RdataOrder.Compare(type, records.Rdata, rdata) == 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The TTL that an RRset is to have: the first record of it decides.</summary>
    private uint Settle(RRsetEntry* entry, uint served, uint ttl)
    {
        if (_seen.Add(entry) && ttl != served)
        {
            _newTtls.Add((nint)entry, ttl);
        }

        return _newTtls.GetValueOrDefault((nint)entry, served);
    }

    /// <summary>True when the octets are the same, but for the case of the apex's name, which an image does not keep.</summary>
    private bool IsSame(RecordType type, ReadOnlySpan<byte> served, ReadOnlySpan<byte> read)
    {
        if (served.SequenceEqual(read))
        {
            return true;
        }

        ReadOnlySpan<byte> apex = _served.Origin.Wire;
        Span<(int Offset, int Length)> names = stackalloc (int, int)[2];
        byte[] kept = read.ToArray();
        foreach ((int offset, int length) in names[..Rdata.CompressibleNames(type, read, names)])
        {
            if (WireName.IsAtOrBelow(read.Slice(offset, length), apex))
            {
                apex.CopyTo(kept.AsSpan(offset + length - apex.Length));
            }
        }

        return served.SequenceEqual(kept);
    }

    private void FinishNode(NodeHeader* node)
    {
        // Of a record of the NSEC3 chain whose owner has other data too, the ordinary node has all.
        if (node->Flags.Has(NodeFlags.Twin))
        {
            return;
        }

        ReadOnlySpan<byte> owner = default;
        RRsetEntry* entry = NodeHeader.Entries(node);
        byte* block = NodeHeader.Name(node) + node->NameLength;
        for (int i = 0; i < node->RRsetCount; i++, block += entry->BlockLength, entry++)
        {
            bool hasNewTtl = _newTtls.TryGetValue((nint)entry, out uint newTtl);
            BlockReader records = _records.Read(entry, block);
            while (records.MoveNext())
            {
                bool seen = _seen.Has(records.Record);
                bool moves = hasNewTtl && records.Type != RecordType.RRSIG && !_replaced.Contains((nint)records.Record);
                if (seen && !moves)
                {
                    continue;
                }

                owner = owner.IsEmpty ? _records.Owner(node) : owner;
                _removed.Add(owner, records.Type, records.Ttl, records.Rdata);
                if (seen)
                {
                    _added.Add(owner, records.Type, newTtl, records.Rdata);
                }
            }
        }

        IsFull |= _removed.RecordCount > _most || _added.RecordCount > _most;
    }

    /// <summary>False when there would not be one SOA at the apex.</summary>
    private bool TryFindSerial(ZoneContents removed, ZoneContents added, out Serial serial)
    {
        ReadOnlySpan<byte> apex = _served.Origin.Wire;
        bool goes = removed.TryFind(apex, RecordType.SOA, out RRsetView old);
        bool comes = added.TryFind(apex, RecordType.SOA, out RRsetView soa);
        serial = comes ? ZoneDiff.SerialOf(added) : _served.Serial;
        return goes == comes && (!comes || (old.Count == 1 && soa.Count == 1));
    }
}
