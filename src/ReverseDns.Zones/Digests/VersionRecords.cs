using System.Buffers.Binary;
using ReverseDns.Protocol;
using ReverseDns.Zones.Compiled;
using ReverseDns.Zones.Overlays;

namespace ReverseDns.Zones.Digests;

/// <summary>The records of a compiled version that a digest covers, in its order.</summary>
internal sealed unsafe class VersionRecords(CompiledZone zone)
{
    private readonly NodeRecords _records = new(zone.Origin);
    private readonly List<(RecordType Covered, nint Start, int Length)> _signatures = [];
    private ZoneNodes _nodes = new(zone);

    /// <summary>Adds the records of the next owner; false when there is none.</summary>
    public bool AddNext(CanonicalOctets octets)
    {
        do
        {
            if (!_nodes.MoveNext())
            {
                return false;
            }
        }
        while (_nodes.Current->RRsetCount == 0 || _nodes.Current->Flags.Has(NodeFlags.Twin));

        Add(_nodes.Current, octets);
        return true;
    }

    /// <summary>Signatures stand beside what they cover and are due in the place of their own type.</summary>
    private void Add(NodeHeader* node, CanonicalOctets octets)
    {
        ReadOnlySpan<byte> owner = _records.Owner(node);
        bool isApex = node->NameLength == 0;
        CollectSignatures(node, isApex);
        RRsetEntry* entry = NodeHeader.Entries(node);
        byte* block = NodeHeader.Name(node) + node->NameLength;
        for (int i = 0; i < node->RRsetCount; i++, block += entry->BlockLength, entry++)
        {
            if (entry->Type > RecordType.RRSIG)
            {
                AddSignatures(owner, octets);
            }

            BlockReader records = _records.Read(entry, block);
            for (int left = isApex && entry->Type == RecordType.ZONEMD ? 0 : entry->Count; left > 0 && records.MoveNext(); left--)
            {
                octets.Add(owner, entry->Type, records.Ttl, records.Rdata);
            }
        }

        AddSignatures(owner, octets);
    }

    private void CollectSignatures(NodeHeader* node, bool isApex)
    {
        bool isSorted = true;
        RRsetEntry* entry = NodeHeader.Entries(node);
        byte* block = NodeHeader.Name(node) + node->NameLength;
        for (int i = 0; i < node->RRsetCount; i++, block += entry->BlockLength, entry++)
        {
            if (entry->SignatureCount > 0 && !(isApex && entry->Type == RecordType.ZONEMD))
            {
                isSorted &= _signatures.Count == 0 || _signatures[^1].Covered < entry->Type;
                byte* start = block + (entry->PatchCount * sizeof(ushort)) + entry->RecordsLength;
                _signatures.Add((entry->Type, (nint)start, entry->SignaturesLength));
            }
        }

        if (!isSorted)
        {
            _signatures.Sort();
        }
    }

    private void AddSignatures(ReadOnlySpan<byte> owner, CanonicalOctets octets)
    {
        foreach ((_, nint start, int length) in _signatures)
        {
            var left = new ReadOnlySpan<byte>((void*)start, length);
            while (left.Length > 0)
            {
                uint ttl = BinaryPrimitives.ReadUInt32BigEndian(left[6..]);
                int end = RRsetEncoder.RecordHeaderLength + BinaryPrimitives.ReadUInt16BigEndian(left[(RRsetEncoder.RecordHeaderLength - 2)..]);
                octets.Add(owner, RecordType.RRSIG, ttl, left[RRsetEncoder.RecordHeaderLength..end]);
                left = left[end..];
            }
        }

        _signatures.Clear();
    }
}
