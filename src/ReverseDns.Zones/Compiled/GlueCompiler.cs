using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>
/// Lists the hosts inside the zone that a node's NS RRset names (<see cref="GlueEntry"/>): first those at or below the
/// cut, which a referral must have (RFC 9471), then all others.
/// </summary>
internal sealed unsafe class GlueCompiler(DomainName origin, NameHash hash) : IDisposable
{
    private readonly byte[] _origin = origin.Wire.ToArray();
    private readonly byte[] _owner = new byte[WireName.MaxLength];
    private readonly NodeRecords _records = new(origin);
    private readonly NativeBuffer _list = new(1 << 10);
    private long _last;

    /// <summary>The list of a node; empty when no host lies in the zone. Good until the next call.</summary>
    /// <param name="image">The base image, whose name index is complete.</param>
    public ReadOnlySpan<byte> Compile(byte* image, in ImageHeader header, NodeHeader* node)
    {
        _list.Shrink(0);
        _last = -1;
        RRsetEntry* entry = NodeHeader.Find(node, RecordType.NS, out byte* block);
        WireName.ToLower(new ReadOnlySpan<byte>(NodeHeader.Name(node), node->NameLength), _owner);
        WireName.ToLower(_origin, _owner.AsSpan(node->NameLength));
        ReadOnlySpan<byte> owner = _owner.AsSpan(0, node->NameLength + _origin.Length);
        byte* records = block + (entry->PatchCount * sizeof(ushort));
        for (int pass = 0; pass < 2; pass++)
        {
            BlockReader servers = _records.Read(entry, block);
            for (int i = 0; i < entry->Count && servers.MoveNext(); i++)
            {
                long at = servers.Record - records + RRsetEncoder.RecordHeaderLength;
                bool isRequired = node->Labels > 0 && WireName.IsAtOrBelow(servers.Rdata, owner);
                if (isRequired == (pass == 0) && WireName.IsAtOrBelow(servers.Rdata, _origin) && at <= ushort.MaxValue)
                {
                    Append(image, header, servers.Rdata, (ushort)at, isRequired);
                }
            }
        }

        if (_last >= 0)
        {
            ((GlueEntry*)(_list.Start + _last))->Flags |= GlueFlags.Last;
        }

        return new ReadOnlySpan<byte>(_list.Start, (int)_list.Length);
    }

    public void Dispose() => _list.Dispose();

    private void Append(byte* image, in ImageHeader header, ReadOnlySpan<byte> host, ushort at, bool isRequired)
    {
        int length = host.Length - _origin.Length;
        byte* relative = stackalloc byte[WireName.MaxLength];
        WireName.ToLower(host[..length], new Span<byte>(relative, WireName.MaxLength));
        ulong hashed = NameIndex.HashOf(hash, host);
        uint node = NameIndex.Find(image, header, hashed, relative, length);
        _last = _list.Length;
        var entry = (GlueEntry*)_list.Append(sizeof(GlueEntry));
        *entry = new GlueEntry
        {
            Hash = hashed,
            Node = node,
            HostOffset = at,
            NameLength = (byte)(node == 0 ? length : 0),
            Flags = isRequired ? GlueFlags.Required : GlueFlags.None,
        };
        _list.Append(new ReadOnlySpan<byte>(relative, entry->NameLength));
        _list.Align(ImageHeader.Unit);
    }
}
