namespace ReverseDns.Zones.Compiled;

/// <summary>
/// Goes through all nodes of an image in the order in which they lie there, the canonical one. Besides the nodes of names
/// there are those of NSEC3 records; where the owner of one has other data too, its records stand in both.
/// </summary>
internal unsafe ref struct ImageNodes(byte* image, in ImageHeader header)
{
    private long _left = header.Nodes + (header.Flags.Has(ImageFlags.Nsec3) ? header.DenialCount : 0);
    private byte* _next = image + sizeof(ImageHeader);

    public NodeHeader* Current { get; private set; }

    public bool MoveNext()
    {
        if (_left-- <= 0)
        {
            return false;
        }

        Current = (NodeHeader*)_next;
        byte* end = NodeHeader.End(Current);
        long length = end - image;
        _next = image + ((length + ImageHeader.Unit - 1) & -ImageHeader.Unit);
        return true;
    }
}
