namespace ReverseDns.Zones.Compiled;

/// <summary>
/// The nodes whose CNAME or DNAME has been answered already, and the names that a DNAME has renamed. Meeting a CNAME's
/// node or one of those names again is a loop; a DNAME may well rename two names.
/// </summary>
internal unsafe struct ChainMemory
{
    private fixed long _nodes[Responder.MaxChain];
    private fixed ulong _names[Responder.MaxChain];
    private int _count;
    private int _nameCount;

    /// <summary>Makes uninitialised memory empty.</summary>
    public void Clear()
    {
        _count = 0;
        _nameCount = 0;
    }

    public readonly bool Contains(NodeHeader* node)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_nodes[i] == (long)node)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>False when this name, known by its hash, has been renamed before.</summary>
    public bool TryAddName(ulong hash)
    {
        for (int i = 0; i < _nameCount; i++)
        {
            if (_names[i] == hash)
            {
                return false;
            }
        }

        if (_nameCount < Responder.MaxChain)
        {
            _names[_nameCount++] = hash;
        }

        return true;
    }

    /// <summary>False when the chain is as long as it may get.</summary>
    public bool TryAdd(NodeHeader* node)
    {
        if (_count == Responder.MaxChain)
        {
            return false;
        }

        _nodes[_count++] = (long)node;
        return true;
    }
}
