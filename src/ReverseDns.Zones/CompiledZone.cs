using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ReverseDns.Protocol;
using ReverseDns.Zones.Compiled;
using ReverseDns.Zones.Images;
using ReverseDns.Zones.Overlays;

namespace ReverseDns.Zones;

/// <summary>
/// One zone version ready to be answered from, immutable and outside the managed heap: a base image, and with it the
/// names that have changed since, if it was made by a <see cref="ZoneDiff"/>. Safe for any number of readers until
/// disposed; once published it belongs to the <see cref="ZoneStore"/>, which disposes it when no reader is left.
/// </summary>
public sealed unsafe class CompiledZone : IDisposable
{
    internal readonly ImageHeader Header;

    /// <summary>What lies beside an image may take this part of its size.</summary>
    private const int ToleratedPart = 8;

    private readonly SafeHandle _memory;
    private readonly OverlayMemory? _overlay;
    private readonly OverlayIndex _changed;
    private readonly uint _arenaFirst = uint.MaxValue;
    private readonly byte* _arena;

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

    /// <summary>A version that shares the base image of another.</summary>
    internal CompiledZone(CompiledZone before, OverlayMemory overlay, in ImageHeader header, int recordCount)
        : this(before.Origin, overlay, before.Image, before.ImageLength, recordCount)
    {
        _overlay = overlay;
        _changed = overlay.Index;
        _arenaFirst = overlay.Arena.First;
        _arena = overlay.Arena.Origin;
        Header = header;
    }

    public DomainName Origin { get; }

    public Serial Serial => new(Header.Serial);

    public int RecordCount { get; }

    /// <summary>Denial is proved: there are NSEC or NSEC3 records.</summary>
    public bool IsSigned => (Header.Flags & (ImageFlags.Nsec | ImageFlags.Nsec3)) != ImageFlags.None;

    /// <summary>By NSEC3.</summary>
    public bool IsDeniedByHash => Header.Flags.Has(ImageFlags.Nsec3);

    /// <summary>Names that own records or lie above such, empty non-terminals included.</summary>
    public long NameCount => Header.Nodes;

    /// <summary>Octets of the image, and of what has changed since; 0 when it has been disposed.</summary>
    public long Size => _memory.IsClosed ? 0 : ImageLength + OverlaySize;

    /// <summary>Octets that changes since the base image take.</summary>
    public long OverlaySize => _overlay is null || _memory.IsClosed ? 0 : _overlay.Arena.Length + _overlay.TablesLength;

    internal int OriginLength { get; }

    internal int OriginLabels { get; }

    internal ReadOnlySpan<byte> OriginWire => Origin.Wire;

    /// <summary>The base image.</summary>
    internal byte* Image { get; }

    internal long ImageLength { get; }

    /// <summary>Owns the memory of the base image.</summary>
    internal SafeHandle ImageMemory => _overlay?.Image ?? _memory;

    internal OverlayMemory? Overlay => _overlay;

    /// <summary>No <see cref="OffsetOf"/> is as much.</summary>
    internal long OffsetEnd => _overlay is null ? ImageLength : ((long)_arenaFirst * ImageHeader.Unit) + _overlay.Arena.Length;

    /// <summary>Names that have changed since the base image.</summary>
    internal ReadOnlySpan<OverlayName> Names => _overlay is null ? [] : _overlay.Names;

    /// <summary>Records of the NSEC3 chain that have.</summary>
    internal ReadOnlySpan<OverlayLink> Links => _overlay is null ? [] : _overlay.Links;

    /// <summary>Compiles contents that a check has passed: they have one SOA, at the apex.</summary>
    /// <exception cref="InvalidOperationException">There is no SOA at the apex.</exception>
    public static CompiledZone Compile(ZoneContents contents)
    {
        NativeBuffer image = ZoneCompiler.Compile(contents, NameHash.Process);
        return new CompiledZone(contents.Origin, image, image.Start, image.Length, contents.RecordCount);
    }

    /// <summary>
    /// Makes the version that a diff leads to, in time that grows with the diff. It shares the memory of this one, which
    /// stays as it is; memory goes with the last version that has it. Safe beside readers.
    /// </summary>
    /// <param name="next">Null unless the diff has been applied.</param>
    /// <param name="whyNot">What does not fit.</param>
    public DiffOutcome TryApply(ZoneDiff diff, out CompiledZone? next, out string? whyNot) =>
        DiffApplication.Run(this, diff, out next, out whyNot);

    /// <summary>So much lies beside the image that look-ups and memory gain by <see cref="Merge()"/>.</summary>
    public bool IsMergeDue => OverlaySize > ImageLength / ToleratedPart;

    /// <summary>The same version compiled afresh, without anything beside its image; null when this one has been disposed.</summary>
    public CompiledZone? Merge() => Merge(ZoneMerge.PartRecords);

    internal CompiledZone? Merge(int partRecords)
    {
        if (!TryBeginUse())
        {
            return null;
        }

        try
        {
            var image = new NativeBuffer(Size);
            ZoneMerge.Run(this, image, partRecords, CancellationToken.None);
            return new CompiledZone(Origin, image, image.Start, image.Length, RecordCount);
        }
        finally
        {
            EndUse();
        }
    }

    /// <summary>
    /// The records again, out of the image: each with the TTL of its RRset, RRSIGs with their own, and without the files and
    /// lines they came from.
    /// </summary>
    public ZoneContents ToContents()
    {
        using var builder = new ZoneContentsBuilder(Origin, Size);
        CopyTo(builder);
        return builder.Build();
    }

    /// <summary>
    /// Hands over the records as <see cref="ToContents"/> has them, in canonical order, until the sink is full. It may take
    /// long, so whoever has not got the zone to himself has it in use meanwhile (<see cref="TryBeginUse"/>).
    /// </summary>
    public void CopyTo(IRecordSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        var records = new NodeRecords(Origin);
        var nodes = new ZoneNodes(this);
        while (!sink.IsFull && nodes.MoveNext())
        {
            records.AddTo(sink, nodes.Current);
        }
    }

    /// <summary>The RDATA of the SOA at the apex. For whoever has the zone in use.</summary>
    public byte[] ReadSoa(out uint ttl)
    {
        const int twoNamesAndTimers = (2 * WireName.MaxLength) + 20;
        RRsetEntry* entry = NodeHeader.Find(Node(Header.Apex), RecordType.SOA, out byte* block);
        BlockReader records = new NodeRecords(Origin, twoNamesAndTimers).Read(entry, block);
        records.MoveNext();
        ttl = records.Ttl;
        return records.Rdata.ToArray();
    }

    /// <summary>
    /// Where the image is mapped from a file and the system has huge pages, moves it into them, beside readers; meant for
    /// a thread with time. Returns how many it took.
    /// </summary>
    public int MoveToHugePages(CancellationToken cancellation)
    {
        if ((_overlay?.Image ?? _memory) is not MappedImage mapped || !TryBeginUse())
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
    public bool TryBeginUse()
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

    public void EndUse() => _memory.DangerousRelease();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal byte* At(uint position) =>
        (position < _arenaFirst ? Image : _arena) + ((long)position * ImageHeader.Unit);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal NodeHeader* Node(uint position) => (NodeHeader*)At(position);

    internal GlueEntry* Glue(uint position) => (GlueEntry*)At(position);

    internal uint PositionOf(NodeHeader* node) => (uint)(OffsetOf(node) / ImageHeader.Unit);

    /// <summary>Octets from the start of the base image to a place in it or, as if it lay behind, in what has changed since.</summary>
    internal long OffsetOf(void* place)
    {
        long inImage = (byte*)place - Image;
        return inImage >= 0 && inImage < ImageLength ? inImage : (byte*)place - _arena;
    }

    /// <summary>The node at an index of the base image's denial order.</summary>
    internal uint DenialNode(uint index) => ((uint*)(Image + ((long)Header.Denial * ImageHeader.Unit)))[index];

    /// <summary>Finds the node of the suffix of a name that starts at a label; null when there is none.</summary>
    internal NodeHeader* Find(QueryName* name, int label) =>
        Find(name->Hashes[label], name->Lower + name->Offsets[label], name->Length - name->Offsets[label] - OriginLength);

    /// <summary>Finds the node of a name given by its hash and the octets of it that stand before the apex's.</summary>
    internal NodeHeader* Find(ulong hash, byte* relative, int relativeLength)
    {
        if (_changed.Count != 0 && _changed.Find(_arena, hash, relative, relativeLength) is not 0 and uint changed)
        {
            return Present(changed);
        }

        uint position = NameIndex.Find(Image, Header, hash, relative, relativeLength);
        return position == 0 ? null : (NodeHeader*)(Image + ((long)position * ImageHeader.Unit));
    }

    /// <summary>The node of a host that a list of glue names; null when the zone has nothing of it.</summary>
    internal NodeHeader* Find(GlueEntry* host)
    {
        var inBase = (NodeHeader*)(host->Node == 0 ? null : Image + ((long)host->Node * ImageHeader.Unit));
        if (_changed.Count == 0)
        {
            return inBase;
        }

        byte* name = stackalloc byte[WireName.MaxLength];
        ReadOnlySpan<byte> held = inBase == null
            ? new ReadOnlySpan<byte>(GlueEntry.Name(host), host->NameLength)
            : new ReadOnlySpan<byte>(NodeHeader.Name(inBase), inBase->NameLength);
        WireName.ToLower(held, new Span<byte>(name, WireName.MaxLength));
        uint changed = _changed.Find(_arena, host->Hash, name, held.Length);
        return changed == 0 ? inBase : Present(changed);
    }

    /// <summary>Asks for the slots of the index that <see cref="Approach"/> will read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Prepare(QueryName* name)
    {
        // In the reverse tree the name asked is there itself, or its parent is; in a deep one the search begins in the middle.
        int apexLabel = name->Labels - OriginLabels;
        Prefetch.One(NameIndex.HomeSlot(Image, Header, name->Hashes[0]));
        if (_changed.Count != 0)
        {
            Prefetch.One(_changed.HomeSlot(name->Hashes[0]));
        }

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
        uint found = Probe(name, 0);
        int label = 0;
        if (found == 0)
        {
            found = Header.Apex;
            label = name->Labels - OriginLabels;
            for (int missing = 0; label - missing > 1;)
            {
                int middle = (label + missing) / 2;
                uint position = Probe(name, middle);
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

    /// <summary>The node of a suffix by its hash alone, unless the name has changed; 0 for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Probe(QueryName* name, int label)
    {
        if (_changed.Count != 0)
        {
            int start = name->Offsets[label];
            uint changed = _changed.Find(_arena, name->Hashes[label], name->Lower + start, name->Length - start - OriginLength);
            if (changed != 0)
            {
                return Present(changed) == null ? 0 : changed;
            }
        }

        return NameIndex.Probe(Image, Header, name->Hashes[label]);
    }

    /// <summary>The node of a changed name; null when the name is gone.</summary>
    private NodeHeader* Present(uint changed)
    {
        var node = (NodeHeader*)(_arena + ((long)changed * ImageHeader.Unit));
        return node->Flags.Has(NodeFlags.Removed) ? null : node;
    }
}
