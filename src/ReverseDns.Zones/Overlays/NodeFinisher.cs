using ReverseDns.Protocol;
using ReverseDns.Zones.Compiled;

namespace ReverseDns.Zones.Overlays;

/// <summary>
/// Works out what a new node's header says of its place in the zone: what covers it, where it stands in the base image's
/// denial order, where its glue is. A name's parent comes before it.
/// </summary>
internal sealed unsafe class NodeFinisher(CompiledZone zone, OverlayDraft draft) : IDisposable
{
    private readonly GlueCompiler _glue = new(zone.Origin, NameHash.Process);
    private readonly bool _byHash = zone.Header.Flags.Has(ImageFlags.Nsec3);
    private readonly bool _byName = zone.Header.Flags.Has(ImageFlags.Nsec);
    private ImageHeader _header = zone.Header;

    /// <summary>That of the version, as far as it is known.</summary>
    public ref ImageHeader Header => ref _header;

    /// <summary>Names below are covered, unless the node is covered itself.</summary>
    public static bool Rules(NodeHeader* node) =>
        (node->Labels > 0 && Has(node, RecordType.NS)) || Has(node, RecordType.DNAME);

    /// <param name="name">That of the node.</param>
    public OverlayName Finish(uint position, QueryName* name)
    {
        NodeHeader* node = draft.Node(position);
        if (node->Flags.Has(NodeFlags.Hashed))
        {
            return new OverlayName { Node = position };
        }

        uint inBase = draft.FindInBase(name, 0);
        NodeHeader* before = inBase == 0 ? null : draft.Node(inBase);
        node->LastOrGlue = before == null || before->Flags.Has(NodeFlags.Cut) ? 0 : before->LastOrGlue;
        if (!node->Flags.Has(NodeFlags.Removed))
        {
            Cover(node, name);
        }

        if (_byName)
        {
            node->Denial = before == null ? NsecBefore(name) : before->Denial;
        }
        else if (_byHash && (node->Flags & (NodeFlags.Removed | NodeFlags.Covered)) == NodeFlags.None)
        {
            FindHash(node, before);
        }

        var entry = new OverlayName { Node = position, Denial = node->Denial };
        if (_byName)
        {
            bool owned = before != null && before->Flags.Has(NodeFlags.OwnsDenial);
            entry.Flags = (node->Flags.Has(NodeFlags.OwnsDenial) ? OverlayNameFlags.OwnsNsec : OverlayNameFlags.None)
                | (owned ? OverlayNameFlags.OwnedNsec : OverlayNameFlags.None);
        }

        AppendGlue(position, node);
        return entry;
    }

    public void Dispose() => _glue.Dispose();

    private static bool Has(NodeHeader* node, RecordType type)
    {
        RRsetEntry* entry = NodeHeader.Find(node, type, out _);
        return entry != null && entry->Count > 0;
    }

    private void Cover(NodeHeader* node, QueryName* name)
    {
        NodeFlags flags = node->Flags & (NodeFlags.HasUpperCase | NodeFlags.HasWildcard);
        node->CoverLabels = 0;
        if (node->Labels > 0)
        {
            NodeHeader* parent = draft.Node(draft.Find(name, 1));
            if (parent->Flags.Has(NodeFlags.Covered))
            {
                flags |= NodeFlags.Covered;
                node->CoverLabels = parent->CoverLabels;
            }
            else if ((parent->Flags & (NodeFlags.Cut | NodeFlags.Dname)) != NodeFlags.None)
            {
                flags |= NodeFlags.Covered;
                node->CoverLabels = parent->Labels;
            }
        }

        bool isCovered = flags.Has(NodeFlags.Covered);
        flags |= !isCovered && node->Labels > 0 && Has(node, RecordType.NS) ? NodeFlags.Cut : NodeFlags.None;
        flags |= Has(node, RecordType.DNAME) ? NodeFlags.Dname : NodeFlags.None;
        flags |= !isCovered && _byName && Has(node, RecordType.NSEC) ? NodeFlags.OwnsDenial : NodeFlags.None;
        node->Flags = flags;
    }

    /// <summary>The index of the last NSEC owner of the base image before a name that it does not have.</summary>
    private uint NsecBefore(QueryName* name)
    {
        int label = 1;
        uint encloser;
        while ((encloser = draft.FindInBase(name, label)) == 0)
        {
            label++;
        }

        NodeHeader* node = draft.Node(encloser);
        return node->Flags.Has(NodeFlags.Cut)
            ? node->Denial
            : NsecChain.Before(zone, node, new ReadOnlySpan<byte>(name->Lower, name->Length - zone.OriginLength));
    }

    private void FindHash(NodeHeader* node, NodeHeader* before)
    {
        if (before != null && !before->Flags.Has(NodeFlags.Covered))
        {
            node->Denial = before->Denial;
            node->Flags |= before->Flags & NodeFlags.OwnsDenial;
            return;
        }

        Span<byte> hash = stackalloc byte[Nsec3Hash.Length];
        Nsec3Search.Hash(zone, node, hash);
        node->Denial = Nsec3Hash.Find(Nsec3Search.Hashes(zone), zone.Header.DenialCount, hash, out bool isMatch);
        node->Flags |= isMatch ? NodeFlags.OwnsDenial : NodeFlags.None;
    }

    private void AppendGlue(uint position, NodeHeader* node)
    {
        bool isApex = node->Labels == 0;
        if (isApex)
        {
            _header.Apex = position;
        }

        if (isApex ? Has(node, RecordType.NS) : node->Flags.Has(NodeFlags.Cut))
        {
            ReadOnlySpan<byte> list = _glue.Compile(zone.Image, zone.Header, node);
            uint glue = list.IsEmpty ? 0 : draft.Append(list, isNode: false);
            if (isApex)
            {
                _header.ApexGlue = glue;
            }
            else
            {
                // The arena may have grown.
                draft.Node(position)->LastOrGlue = glue;
            }
        }
        else if (isApex)
        {
            _header.ApexGlue = 0;
        }
    }
}
