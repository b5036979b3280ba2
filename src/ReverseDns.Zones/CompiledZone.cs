using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ReverseDns.Protocol;
using ReverseDns.Zones.Compiled;
using ReverseDns.Zones.Images;

namespace ReverseDns.Zones;

/// <summary>
/// One zone version ready to be answered from: an immutable image outside the managed heap. Safe for any number of
/// readers until disposed; once published it belongs to the <see cref="ZoneStore"/>, which disposes it when no reader is left.
/// </summary>
public sealed unsafe class CompiledZone : IDisposable
{
    internal readonly ImageHeader Header;

    private readonly SafeHandle _memory;

    /// <param name="memory">Owns the memory that the image lies in.</param>
    internal CompiledZone(DomainName origin, SafeHandle memory, byte* image, long size, int recordCount)
    {
        Origin = origin;
        RecordCount = recordCount;
        OriginLength = origin.Wire.Length;
        OriginLabels = origin.LabelCount;
        _memory = memory;
        Image = image;
        ImageLength = size;
        Header = *(ImageHeader*)Image;
    }

    public DomainName Origin { get; }

    public Serial Serial => new(Header.Serial);

    public int RecordCount { get; }

    /// <summary>Names that own records or lie above such, empty non-terminals included.</summary>
    public long NameCount => Header.Nodes;

    /// <summary>Octets of the image; 0 when it has been disposed.</summary>
    public long Size => _memory.IsClosed ? 0 : ImageLength;

    internal int OriginLength { get; }

    internal int OriginLabels { get; }

    internal byte* Image { get; }

    internal long ImageLength { get; }

    /// <summary>Compiles contents that a check has passed: they have one SOA, at the apex.</summary>
    /// <exception cref="InvalidOperationException">There is no SOA at the apex.</exception>
    public static CompiledZone Compile(ZoneContents contents)
    {
        NativeBuffer image = ZoneCompiler.Compile(contents, NameHash.Process);
        return new CompiledZone(contents.Origin, image, image.Start, image.Length, contents.RecordCount);
    }

    /// <summary>
    /// The records again, out of the image: each with the TTL of its RRset, RRSIGs with their own, and without the files and
    /// lines they came from.
    /// </summary>
    public ZoneContents ToContents()
    {
        using var builder = new ZoneContentsBuilder(Origin, Size);
        var records = new NodeRecords(Origin);
        var nodes = new ImageNodes(Image, Header);
        while (nodes.MoveNext())
        {
            records.AddTo(builder, nodes.Current);
        }

        return builder.Build();
    }

    /// <summary>
    /// Where the image is mapped from a file and the system has huge pages, moves it into them, beside readers; meant for
    /// a thread with time. Returns how many it took.
    /// </summary>
    public int MoveToHugePages(CancellationToken cancellation)
    {
        if (_memory is not MappedImage mapped || !TryBeginUse())
        {
            return 0;
        }

        int moved = mapped.File.MoveToHugePages(cancellation);
        EndUse();
        return moved;
    }

    public void Dispose() => _memory.Dispose();

    /// <summary>
    /// Keeps the image from being given back until <see cref="EndUse"/>, for readers that are not in a
    /// <see cref="ZoneTable"/>; false when it has been given back already.
    /// </summary>
    internal bool TryBeginUse()
    {
        bool added = false;
        try
        {
            _memory.DangerousAddRef(ref added);
        }
        catch (ObjectDisposedException)
        {
            // Replaced meanwhile.
        }

        return added;
    }

    internal void EndUse() => _memory.DangerousRelease();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal NodeHeader* Node(uint position) => (NodeHeader*)(Image + ((long)position * ImageHeader.Unit));

    internal GlueEntry* Glue(uint position) => (GlueEntry*)(Image + ((long)position * ImageHeader.Unit));

    /// <summary>The node at an index of the denial order.</summary>
    internal uint DenialNode(uint index) => ((uint*)(Image + ((long)Header.Denial * ImageHeader.Unit)))[index];

    /// <summary>Finds the node of the suffix of a name that starts at a label; null when there is none.</summary>
    internal NodeHeader* Find(QueryName* name, int label) =>
        Find(name->Hashes[label], name->Lower + name->Offsets[label], name->Length - name->Offsets[label] - OriginLength);

    /// <summary>Finds the node of a name given by its hash and the octets of it that stand before the apex's.</summary>
    internal NodeHeader* Find(ulong hash, byte* relative, int relativeLength)
    {
        uint position = NameIndex.Find(Image, Header, hash, relative, relativeLength);
        return position == 0 ? null : Node(position);
    }

    /// <summary>The node of a host that a list of glue names; null when the zone has nothing of it.</summary>
    internal NodeHeader* Find(GlueEntry* host) => host->Node == 0 ? null : Node(host->Node);

    /// <summary>Asks for the slots of the index that <see cref="Approach"/> will read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Prepare(QueryName* name)
    {
        // In the reverse tree the name asked is there itself, or its parent is; in a deep one the search begins in the middle.
        int apexLabel = name->Labels - OriginLabels;
        Prefetch.One(NameIndex.HomeSlot(Image, Header, name->Hashes[0]));
        if (apexLabel > 1)
        {
            Prefetch.One(NameIndex.HomeSlot(Image, Header, name->Hashes[1]));
            Prefetch.One(NameIndex.HomeSlot(Image, Header, name->Hashes[apexLabel / 2]));
        }
    }

    /// <summary>
    /// Finds the longest existing suffix of a name by the index alone, which is right unless two names share half a hash, and
    /// asks for its node.
    /// </summary>
    internal void Approach(QueryName* name, int lines)
    {
        uint found = NameIndex.Probe(Image, Header, name->Hashes[0]);
        int label = 0;
        if (found == 0)
        {
            found = Header.Apex;
            label = name->Labels - OriginLabels;
            for (int missing = 0; label - missing > 1;)
            {
                int middle = (label + missing) / 2;
                uint position = NameIndex.Probe(Image, Header, name->Hashes[middle]);
                if (position != 0)
                {
                    found = position;
                    label = middle;
                }
                else
                {
                    missing = middle;
                }
            }
        }

        name->Likely = Node(found);
        name->LikelyLabel = label;
        Prefetch.Lines(name->Likely, lines);
    }

    /// <summary>The node of a name or, where there is none, of its longest suffix that exists.</summary>
    internal NodeHeader* Locate(QueryName* name, out int label)
    {
        NodeHeader* likely = name->Likely;
        label = name->LikelyLabel;
        if (likely != null
            && likely->NameLength == name->Length - name->Offsets[label] - OriginLength
            && NameIndex.HasName(likely, name->Lower + name->Offsets[label]))
        {
            return likely;
        }

        label = 0;
        NodeHeader* node = Find(name, 0);
        return node == null ? FindEncloser(name, out label) : node;
    }

    /// <summary>The longest existing suffix of a name that does not exist. All suffixes of a name that exists do too.</summary>
    internal NodeHeader* FindEncloser(QueryName* name, out int label)
    {
        int apexLabel = name->Labels - OriginLabels;
        int missing = 0;
        label = apexLabel;
        NodeHeader* found = Node(Header.Apex);
        while (label - missing > 1)
        {
            int middle = (label + missing) / 2;
            NodeHeader* node = Find(name, middle);
            if (node != null)
            {
                found = node;
                label = middle;
            }
            else
            {
                missing = middle;
            }
        }

        return found;
    }

    /// <summary>Finds "*" below the suffix that starts at a label.</summary>
    internal NodeHeader* FindWildcard(QueryName* name, int label)
    {
        byte* relative = stackalloc byte[WireName.MaxLength + sizeof(ulong)];
        int start = name->Offsets[label];
        int length = name->Length - OriginLength - start;
        relative[0] = 1;
        relative[1] = (byte)'*';
        Unsafe.CopyBlockUnaligned(relative + 2, name->Lower + start, (uint)length);
        return Find(NameHash.Process.Append(name->Hashes[label], relative), relative, length + 2);
    }
}
