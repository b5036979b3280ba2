namespace ReverseDns.Zones.Compiled;

/// <summary>The nodes whose CNAME or DNAME has been answered already: meeting one again is a loop.</summary>
internal unsafe struct ChainMemory
{
    private fixed long _nodes[Responder.MaxChain];
    private int _count;

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
