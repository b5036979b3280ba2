namespace ReverseDns.Zones.Compiled;

/// <summary>
/// Goes through the nodes of an image in the order in which they lie there, the canonical one. Besides the nodes of names
/// there are those of NSEC3 records; where the owner of one has other data too, its records stand in both.
/// </summary>
internal unsafe ref struct ImageNodes
{
    private readonly byte* _image;
    private readonly byte* _end;
    private byte* _next;

    /// <summary>All nodes.</summary>
    public ImageNodes(byte* image, in ImageHeader header)
        : this(image, header, (NodeHeader*)(image + sizeof(ImageHeader)))
    {
    }

    /// <summary>The nodes from one on.</summary>
    public ImageNodes(byte* image, in ImageHeader header, NodeHeader* first)
    {
        _image = image;
        _next = (byte*)first;

        // The index follows, after less than a node's header.
        _end = image + ((long)header.Slots * ImageHeader.Unit) - sizeof(NodeHeader);
    }

    public NodeHeader* Current { get; private set; }

    public bool MoveNext()
    {
        if (_next > _end)
        {
            return false;
        }

        Current = (NodeHeader*)_next;
        long length = NodeHeader.End(Current) - _image;
        _next = _image + ((length + ImageHeader.Unit - 1) & -ImageHeader.Unit);
        return true;
    }
}
