using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>Writes the nodes of owners: header, entries, name and blocks.</summary>
internal sealed unsafe class NodeWriter(DomainName origin) : IDisposable
{
    private readonly RRsetEncoder _encoder = new(origin);

    /// <summary>
    /// Appends the node of an owner whose records stand from a position up to an end; returns its layout. The header has
    /// counts and flags that can be told from the RRsets alone, <see cref="NodeFlags.Cut"/> if there are NS records.
    /// </summary>
    public NodeLayout Append(ZoneContents contents, NativeBuffer target, ReadOnlySpan<byte> relative, int first, int end)
    {
        var layout = NodeLayout.Of(contents, first, end);
        long start = target.Length;
        int fixedLength = sizeof(NodeHeader) + (layout.Entries * sizeof(RRsetEntry));
        new Span<byte>(target.Append(fixedLength), fixedLength).Clear();
        target.Append(relative);
        for (int i = 0; i < layout.Entries; i++)
        {
            RRsetEntry entry = default;
            layout.AppendEntry(_encoder, target, i, ref entry);
            ((RRsetEntry*)(target.Start + start + sizeof(NodeHeader)))[i] = entry;
        }

        var node = (NodeHeader*)(target.Start + start);
        node->RRsetCount = (ushort)layout.Entries;
        node->NameLength = (byte)relative.Length;
        node->Flags = (layout.Has(RecordType.NS) ? NodeFlags.Cut : NodeFlags.None)
            | (layout.Has(RecordType.DNAME) ? NodeFlags.Dname : NodeFlags.None)
            | (relative.ContainsAnyInRange((byte)'A', (byte)'Z') ? NodeFlags.HasUpperCase : NodeFlags.None);
        return layout;
    }

    /// <summary>
    /// Appends the SOA for negative answers: its TTL is the smaller of its own and its minimum (RFC 2308, section 5).
    /// </summary>
    /// <returns>The serial.</returns>
    /// <exception cref="InvalidOperationException">There is no SOA at the apex.</exception>
    public uint AppendNegativeSoa(ZoneContents contents, NativeBuffer target)
    {
        ReadOnlySpan<byte> apex = origin.Wire;
        if (!contents.TryFind(apex, RecordType.SOA, out RRsetView soa))
        {
            throw new InvalidOperationException($"Zone {origin} has no SOA at its apex");
        }

        ReadOnlySpan<byte> rdata = soa.Rdata(0);
        uint ttl = Math.Min(soa.Ttl, BinaryPrimitives.ReadUInt32BigEndian(rdata[^4..]));
        long start = target.Length;
        target.Append(sizeof(RRsetEntry));
        RRsetEntry entry = default;
        _encoder.AppendRecords(target, soa, ttl, ref entry);
        if (contents.TryFind(apex, RecordType.RRSIG, out RRsetView signatures))
        {
            RRsetEncoder.AppendSignatures(target, signatures, RecordType.SOA, ttl, ref entry);
        }

        *(RRsetEntry*)(target.Start + start) = entry;
        return BinaryPrimitives.ReadUInt32BigEndian(rdata[^20..]);
    }

    public void Dispose() => _encoder.Dispose();
}
