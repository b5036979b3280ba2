using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>
/// Turns the records of a zone into its image: one pass over the names in canonical order, with the path from the
/// apex kept on a stack, so that empty non-terminals, cuts and what lies below them are known when they are met. The
/// records may come in parts.
/// </summary>
internal sealed unsafe class ZoneCompiler : IDisposable
{
    private const int NoCover = -1;

    private readonly ZoneContents _first;
    private readonly NameHash _hash;
    private readonly NativeBuffer _image;
    private readonly NativeBuffer _names = new(1 << 16);
    private readonly NativeBuffer _denial = new(1 << 12);
    private readonly NodeWriter _nodes;
    private readonly Nsec3Chain _nsec3;
    private readonly GlueCompiler _glue;
    private readonly NativeBuffer _delegations = new(1 << 12);
    private readonly Ancestor[] _path = new Ancestor[WireName.MaxLabels + 1];
    private readonly byte[] _previous = new byte[WireName.MaxLength + sizeof(ulong)];
    private readonly byte[] _current = new byte[WireName.MaxLength + sizeof(ulong)];
    private readonly byte[] _labels = new byte[WireName.MaxLabels];
    private readonly byte[] _previousLabels = new byte[WireName.MaxLabels];
    private ZoneContents _contents;
    private int _depth = -1;
    private bool _ownsNsec;

    /// <param name="first">The first part, which has the apex; it is not added yet, and stays until the end.</param>
    /// <param name="image">Empty.</param>
    public ZoneCompiler(ZoneContents first, NativeBuffer image, NameHash hash)
    {
        _first = first;
        _contents = first;
        _hash = hash;
        _image = image;
        _nodes = new NodeWriter(first.Origin);
        _nsec3 = new Nsec3Chain(first);
        _glue = new GlueCompiler(first.Origin, hash);
        new Span<byte>(_image.Append(sizeof(ImageHeader)), sizeof(ImageHeader)).Clear();
    }

    /// <summary>The caller has checked the contents: one SOA at the apex.</summary>
    public static NativeBuffer Compile(ZoneContents contents, NameHash hash)
    {
        var image = new NativeBuffer((contents.Size * 3 / 2) + 4096);
        try
        {
            using var compiler = new ZoneCompiler(contents, image, hash);
            compiler.Add(contents);
            compiler.Finish();
            return image;
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _names.Dispose();
        _denial.Dispose();
        _nodes.Dispose();
        _nsec3.Dispose();
        _glue.Dispose();
        _delegations.Dispose();
    }

    /// <summary>Adds the next owners in canonical order, each with all of its records.</summary>
    public void Add(ZoneContents part)
    {
        _contents = part;
        for (int position = 0; position < part.RecordCount;)
        {
            position = AddOwner(position);
        }

        _image.ReleasePages();
    }

    public void Finish()
    {
        Leave(0);
        ImageHeader header = default;
        header.Apex = _path[0].Node;
        header.Nodes = (uint)(_names.Length / sizeof(IndexedName));
        NameIndex.Append(_image, _names, ref header);
        _image.Align(ImageHeader.Unit);
        header.NegativeSoa = Position();
        header.Serial = _nodes.AppendNegativeSoa(_first, _image);
        _image.Align(ImageHeader.Unit);
        if (_nsec3.IsPresent)
        {
            _nsec3.Append(_image, _names, ref header);
        }
        else if (_denial.Length > 0)
        {
            header.Flags |= ImageFlags.Nsec;
            header.Denial = Position();
            header.DenialCount = (uint)(_denial.Length / sizeof(uint));
            _image.Append(new ReadOnlySpan<byte>(_denial.Start, (int)_denial.Length));
        }

        AppendGlue(ref header);
        *(ImageHeader*)_image.Start = header;
        _image.Trim();
    }

    /// <summary>Adds the owner whose first record stands at a position; returns where the next owner's stands.</summary>
    private int AddOwner(int first)
    {
        ReadOnlySpan<byte> owner = PackedRecord.Owner(_contents.Record(first));
        int nameLength = owner.Length - _contents.Origin.Wire.Length;
        int end = first + 1;
        while (end < _contents.RecordCount && !_contents.Record(end)->Flags.Has(PackedRecordFlags.FirstOfOwner))
        {
            end++;
        }

        ReadOnlySpan<byte> relative = owner[..nameLength];
        Nsec3Owner role = _nsec3.RoleOf(_contents, relative, first, end);
        if (role != Nsec3Owner.None)
        {
            AppendDenialNode(relative, first, end, role);
        }

        if (role != Nsec3Owner.Alone)
        {
            Enter(relative);
            AppendNode(relative, first, end);
        }

        return end;
    }

    /// <summary>Leaves the names that are no ancestors of the next one and adds the empty non-terminals above it.</summary>
    private void Enter(ReadOnlySpan<byte> relative)
    {
        WireName.ToLower(relative, _current);
        int labels = 0;
        for (int position = 0; position < relative.Length; position += relative[position] + 1)
        {
            _labels[labels++] = (byte)position;
        }

        int common = CommonLabels(labels);
        Leave(common);
        for (int depth = common + 1; depth < labels; depth++)
        {
            AppendNode(relative[_labels[labels - depth]..], first: 0, end: 0, depth);
        }

        _current.CopyTo(_previous, 0);
        _labels.CopyTo(_previousLabels, 0);
    }

    private int CommonLabels(int labels)
    {
        int common = 0;
        while (common < labels && common < _depth)
        {
            int left = _labels[labels - common - 1];
            int right = _previousLabels[_depth - common - 1];
            int size = _current[left] + 1;
            if (!_current.AsSpan(left, size).SequenceEqual(_previous.AsSpan(right, size)))
            {
                break;
            }

            common++;
        }

        return common;
    }

    private void Leave(int depth)
    {
        for (; _depth > depth; _depth--)
        {
            var node = (NodeHeader*)At(_path[_depth].Node);
            if (node->Children > 0 && !node->Flags.Has(NodeFlags.Cut))
            {
                node->LastOrGlue = LastDenial();
            }
        }

        if (_depth == 0 && depth == 0)
        {
            ((NodeHeader*)At(_path[0].Node))->LastOrGlue = LastDenial();
        }
    }

    private void AppendNode(ReadOnlySpan<byte> relative, int first, int end) =>
        AppendNode(relative, first, end, CountLabels(relative));

    private void AppendNode(ReadOnlySpan<byte> relative, int first, int end, int depth)
    {
        _image.Align(ImageHeader.Unit);
        uint position = Position();
        int cover = depth == 0 ? NoCover : _path[depth - 1].CoverBelow;
        NodeFlags flags = WriteNode(relative, first, end);
        bool isCovered = cover != NoCover;
        flags |= isCovered ? NodeFlags.Covered : NodeFlags.None;
        bool rules = !isCovered && depth > 0 && (flags & (NodeFlags.Cut | NodeFlags.Dname)) != NodeFlags.None;
        rules |= depth == 0 && flags.Has(NodeFlags.Dname);
        if (_ownsNsec && !isCovered)
        {
            flags |= NodeFlags.OwnsDenial;
            *(uint*)_denial.Append(sizeof(uint)) = position;
        }

        var node = (NodeHeader*)At(position);
        node->Flags = depth == 0 || isCovered ? flags & ~NodeFlags.Cut : flags;
        node->Labels = (byte)depth;
        node->CoverLabels = (byte)(isCovered ? cover : 0);
        node->Denial = LastDenial();
        ulong hash = HashOf(relative, depth);
        _path[depth] = new Ancestor(position, hash, rules ? depth : cover);
        _depth = depth;
        *(IndexedName*)_names.Append(sizeof(IndexedName)) = new IndexedName(hash, position);
        if (depth > 0)
        {
            var parent = (NodeHeader*)At(_path[depth - 1].Node);
            parent->Children++;
            parent->Flags |= relative is [1, (byte)'*', ..] ? NodeFlags.HasWildcard : NodeFlags.None;
        }
    }

    private void AppendDenialNode(ReadOnlySpan<byte> relative, int first, int end, Nsec3Owner role)
    {
        _image.Align(ImageHeader.Unit);
        uint position = Position();
        _nsec3.Add(relative, position);
        NodeFlags flags = WriteNode(relative, first, end) & NodeFlags.HasUpperCase;
        var node = (NodeHeader*)At(position);
        node->Flags = flags | NodeFlags.Hashed | (role == Nsec3Owner.WithOthers ? NodeFlags.Twin : NodeFlags.None);
        node->Labels = 1;
    }

    private NodeFlags WriteNode(ReadOnlySpan<byte> relative, int first, int end)
    {
        long start = _image.Length;
        NodeLayout layout = _nodes.Append(_contents, _image, relative, first, end);
        _ownsNsec = layout.Has(RecordType.NSEC);
        if (layout.Find(RecordType.NS) is >= 0 and int nameServers && NamesHostInside(nameServers))
        {
            *(uint*)_delegations.Append(sizeof(uint)) = (uint)(start / ImageHeader.Unit);
        }

        return ((NodeHeader*)(_image.Start + start))->Flags;
    }

    private bool NamesHostInside(int nameServers)
    {
        var rrset = new RRsetView(_contents, nameServers, _contents.EndOfRRset(nameServers));
        for (int i = 0; i < rrset.Count; i++)
        {
            if (WireName.IsAtOrBelow(rrset.Rdata(i), _contents.Origin.Wire))
            {
                return true;
            }
        }

        return false;
    }

    private void AppendGlue(ref ImageHeader header)
    {
        for (long i = 0; i < _delegations.Length / sizeof(uint); i++)
        {
            uint position = ((uint*)_delegations.Start)[i];
            var node = (NodeHeader*)At(position);
            if (node->Labels > 0 && !node->Flags.Has(NodeFlags.Cut))
            {
                continue;
            }

            ReadOnlySpan<byte> list = _glue.Compile(_image.Start, header, node);
            _image.Align(ImageHeader.Unit);
            uint glue = list.IsEmpty ? 0 : Position();
            _image.Append(list);
            if (position == header.Apex)
            {
                header.ApexGlue = glue;
            }
            else
            {
                // The image may have moved.
                ((NodeHeader*)At(position))->LastOrGlue = glue;
            }
        }
    }

    private ulong HashOf(ReadOnlySpan<byte> relative, int depth)
    {
        if (depth == 0)
        {
            return NameIndex.HashOf(_hash, _contents.Origin.Wire);
        }

        // The label with room behind it, as the hash wants it.
        byte* label = stackalloc byte[WireName.MaxLabelLength + 1 + sizeof(ulong)];
        WireName.ToLower(relative[..(relative[0] + 1)], new Span<byte>(label, WireName.MaxLabelLength + 1));
        return _hash.Append(_path[depth - 1].Hash, label);
    }

    private uint LastDenial() => (uint)Math.Max((_denial.Length / sizeof(uint)) - 1, 0);

    private uint Position() => (uint)(_image.Length / ImageHeader.Unit);

    private byte* At(uint position) => _image.Start + ((long)position * ImageHeader.Unit);

    private static int CountLabels(ReadOnlySpan<byte> relative)
    {
        int labels = 0;
        for (int position = 0; position < relative.Length; position += relative[position] + 1)
        {
            labels++;
        }

        return labels;
    }

    /// <param name="CoverBelow">Labels of what covers the names below; <see cref="NoCover"/> for nothing.</param>
    private readonly record struct Ancestor(uint Node, ulong Hash, int CoverBelow);
}
