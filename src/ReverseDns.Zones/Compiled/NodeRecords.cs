using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>Takes nodes apart into the records they were made of. One thread at a time.</summary>
/// <param name="longest">The length of the longest RDATA that is read.</param>
internal sealed unsafe class NodeRecords(DomainName origin, int longest = Rdata.MaxLength)
{
    private readonly byte[] _apex = origin.Wire.ToArray();
    private readonly byte[] _owner = new byte[WireName.MaxLength];
    private readonly byte[] _rdata = new byte[longest];

    /// <summary>The records and signatures of one RRset.</summary>
    public BlockReader Read(RRsetEntry* entry, byte* block) => new(entry, block, _apex, _rdata);

    /// <summary>The node's whole name, good until the next is asked for.</summary>
    public ReadOnlySpan<byte> Owner(NodeHeader* node)
    {
        new ReadOnlySpan<byte>(NodeHeader.Name(node), node->NameLength).CopyTo(_owner);
        _apex.CopyTo(_owner, node->NameLength);
        return _owner.AsSpan(0, node->NameLength + _apex.Length);
    }

    /// <summary>Adds all records of a node; an empty non-terminal has none.</summary>
    public void AddTo(IRecordSink sink, NodeHeader* node)
    {
        ReadOnlySpan<byte> owner = Owner(node);
        RRsetEntry* entry = NodeHeader.Entries(node);
        byte* block = NodeHeader.Name(node) + node->NameLength;
        for (int i = 0; i < node->RRsetCount; i++, block += entry->BlockLength, entry++)
        {
            BlockReader records = Read(entry, block);
            while (records.MoveNext())
            {
                sink.Add(owner, records.Type, records.Ttl, records.Rdata);
            }
        }
    }
}
