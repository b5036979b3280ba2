using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>
/// Finds the NSEC (RFC 4035, section 3.1.3) or NSEC3 records (RFC 5155, section 7.2) that prove a denial, and keeps
/// each node once, by its position, until the authority section is written.
/// </summary>
internal unsafe struct DenialProofs
{
    /// <summary>A chain of wildcard CNAMEs adds one for each link, an NXDOMAIN three more.</summary>
    private const int Max = 24;

    private fixed uint _nodes[Max];

    public int Count { get; private set; }

    public readonly uint this[int position] => _nodes[position];

    /// <summary>Makes uninitialised memory an empty collection.</summary>
    public void Clear() => Count = 0;

    /// <summary>The name exists and has nothing of the type.</summary>
    public void AddNoData(CompiledZone zone, QueryName* name, NodeHeader* node)
    {
        if (!zone.Header.Flags.Has(ImageFlags.Nsec3))
        {
            Add(NsecChain.Of(zone, node));
        }
        else if (Nsec3Search.Matching(zone, node) is not 0 and uint match)
        {
            Add(match);
        }
        else
        {
            AddClosestProvable(zone, name, LabelOf(zone, name, node) + 1);
        }
    }

    /// <summary>The cut has no DS.</summary>
    public void AddUnsignedReferral(CompiledZone zone, QueryName* name, NodeHeader* cut)
    {
        if (zone.Header.Flags.Has(ImageFlags.Nsec3) || cut->Flags.Has(NodeFlags.OwnsDenial))
        {
            AddNoData(zone, name, cut);
        }
    }

    /// <summary>Neither the name nor a wildcard for it exists.</summary>
    public void AddNameError(CompiledZone zone, QueryName* name, NodeHeader* encloser, int encloserLabel)
    {
        byte* wildcard = stackalloc byte[WireName.MaxLength + 2];
        if (zone.Header.Flags.Has(ImageFlags.Nsec3))
        {
            int label = AddClosestProvable(zone, name, encloserLabel);
            int length = Wildcard(name, label, name->Length, wildcard);
            Add(Nsec3Search.Covering(zone, new ReadOnlySpan<byte>(wildcard, length)));
            return;
        }

        Add(NsecChain.Cover(zone, encloser, name->Lower, name->Length - zone.OriginLength));
        int relative = Wildcard(name, encloserLabel, name->Length - zone.OriginLength, wildcard);
        Add(NsecChain.Cover(zone, encloser, wildcard, relative));
    }

    /// <summary>The name itself does not exist; a wildcard answered for it.</summary>
    public void AddWildcardAnswer(CompiledZone zone, QueryName* name, NodeHeader* encloser, int encloserLabel)
    {
        if (zone.Header.Flags.Has(ImageFlags.Nsec3))
        {
            Add(Nsec3Search.Covering(zone, Suffix(name, encloserLabel - 1)));
        }
        else
        {
            Add(NsecChain.Cover(zone, encloser, name->Lower, name->Length - zone.OriginLength));
        }
    }

    /// <summary>A wildcard stands for the name and has nothing of the type.</summary>
    public void AddWildcardNoData(
        CompiledZone zone, QueryName* name, NodeHeader* wildcard, NodeHeader* encloser, int encloserLabel)
    {
        if (zone.Header.Flags.Has(ImageFlags.Nsec3))
        {
            AddClosestProvable(zone, name, encloserLabel);
            if (Nsec3Search.Matching(zone, wildcard) is not 0 and uint match)
            {
                Add(match);
            }
        }
        else
        {
            AddWildcardAnswer(zone, name, encloser, encloserLabel);
            Add(NsecChain.Of(zone, wildcard));
        }
    }

    /// <summary>The label of a name at which the name of a node at or above it starts.</summary>
    public static int LabelOf(CompiledZone zone, QueryName* name, NodeHeader* node) =>
        name->Labels - zone.OriginLabels - node->Labels;

    /// <summary>
    /// The closest encloser proof (RFC 5155, section 7.2.1), from a label upwards: the first name that an NSEC3 record
    /// matches, and what covers the name one label longer. Returns the label of the first.
    /// </summary>
    private int AddClosestProvable(CompiledZone zone, QueryName* name, int label)
    {
        int apexLabel = name->Labels - zone.OriginLabels;
        for (; label <= apexLabel; label++)
        {
            NodeHeader* node = zone.Find(name, label);
            if (node != null && Nsec3Search.Matching(zone, node) is not 0 and uint match)
            {
                Add(match);
                if (label > 0)
                {
                    Add(Nsec3Search.Covering(zone, Suffix(name, label - 1)));
                }

                return label;
            }
        }

        return apexLabel;
    }

    private void Add(uint node)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_nodes[i] == node)
            {
                return;
            }
        }

        if (Count < Max)
        {
            _nodes[Count++] = node;
        }
    }

    private static ReadOnlySpan<byte> Suffix(QueryName* name, int label) =>
        new(name->Lower + name->Offsets[label], name->Length - name->Offsets[label]);

    /// <summary>Writes "*" below a suffix of the name, the octets up to an end; returns its length.</summary>
    private static int Wildcard(QueryName* name, int label, int end, byte* destination)
    {
        int start = name->Offsets[label];
        destination[0] = 1;
        destination[1] = (byte)'*';
        new ReadOnlySpan<byte>(name->Lower + start, end - start).CopyTo(new Span<byte>(destination + 2, WireName.MaxLength));
        return end - start + 2;
    }
}
