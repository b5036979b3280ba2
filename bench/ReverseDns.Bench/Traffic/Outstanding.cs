namespace ReverseDns.Bench.Traffic;

/// <summary>
/// The queries of one socket that wait for their answer, by message id: ids go round in order, so the oldest are always
/// those behind the next one.
/// </summary>
internal sealed class Outstanding
{
    private readonly long[] _sentAt = new long[ushort.MaxValue + 1];
    private ushort _next;
    private ushort _oldest;

    public int Count { get; private set; }

    /// <summary>With all ids in use nothing can be sent.</summary>
    public bool IsFull => (ushort)(_next + 1) == _oldest;

    /// <param name="at">Not 0.</param>
    public ushort Send(long at)
    {
        _sentAt[_next] = at;
        Count++;
        return _next++;
    }

    /// <summary>False for an answer that nobody waits for: late, or doubled.</summary>
    public bool TryAnswer(ushort id, out long sentAt)
    {
        sentAt = _sentAt[id];
        if (sentAt == 0)
        {
            return false;
        }

        _sentAt[id] = 0;
        Count--;
        return true;
    }

    /// <summary>Gives up what was sent before a time; returns how many that were.</summary>
    public int Expire(long before)
    {
        int expired = 0;
        while (_oldest != _next && _sentAt[_oldest] < before)
        {
            if (_sentAt[_oldest] != 0)
            {
                _sentAt[_oldest] = 0;
                expired++;
            }

            _oldest++;
        }

        Count -= expired;
        return expired;
    }
}
