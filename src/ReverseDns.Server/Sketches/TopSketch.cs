namespace ReverseDns.Server;

/// <summary>
/// Counts what is most frequent in a stream with room for so many items (Space-Saving, Metwally and others 2005). Of N that
/// were added each count is at most N / capacity too large and never too small; what makes up more than that part of the stream
/// is always among the items. Adding allocates nothing. One thread.
/// </summary>
public sealed class TopSketch
{
    /// <summary>Octets of an item at most.</summary>
    public const int MostOctets = TrafficSample.MostOctets;

    private readonly SourceKey _key;
    private readonly Dictionary<ulong, int> _slots;
    private readonly ulong[] _hashes;
    private readonly long[] _counts;
    private readonly long[] _errors;
    private readonly byte[] _octets;
    private readonly byte[] _lengths;

    /// <summary>Slots, so that each has a count not above those of its two children.</summary>
    private readonly int[] _heap;
    private readonly int[] _places;
    private int _used;

    public TopSketch(int capacity, SourceKey key)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _key = key;
        _slots = new Dictionary<ulong, int>(capacity);
        _hashes = new ulong[capacity];
        _counts = new long[capacity];
        _errors = new long[capacity];
        _octets = new byte[capacity * MostOctets];
        _lengths = new byte[capacity];
        _heap = new int[capacity];
        _places = new int[capacity];
    }

    public int Capacity => _counts.Length;

    /// <summary>How much has been added, all items together.</summary>
    public long Total { get; private set; }

    /// <summary>In the order of their counts, most frequent first.</summary>
    public IReadOnlyList<TopItem> Items =>
    [
        .. Enumerable.Range(0, _used).OrderByDescending(slot => _counts[slot])
            .Select(slot => new TopItem(_octets.AsMemory(slot * MostOctets, _lengths[slot]).ToArray(), _counts[slot], _errors[slot])),
    ];

    public void Add(ReadOnlySpan<byte> item)
    {
        Total++;
        ulong hash = HashOf(item);
        if (!_slots.TryGetValue(hash, out int slot))
        {
            slot = Take(hash, item);
        }

        _counts[slot]++;
        Sink(_places[slot]);
    }

    public void Clear()
    {
        _slots.Clear();
        (_used, Total) = (0, 0);
    }

    private ulong HashOf(ReadOnlySpan<byte> item)
    {
        ulong hash = (ulong)item.Length;
        while (item.Length >= sizeof(ulong))
        {
            hash = _key.Hash(hash ^ BitConverter.ToUInt64(item));
            item = item[sizeof(ulong)..];
        }

        ulong last = 0;
        foreach (byte octet in item)
        {
            last = (last << 8) | octet;
        }

        return _key.Hash(hash ^ last);
    }

    /// <summary>A slot for an item that has none: an empty one, or that of the least frequent, whose count it takes over.</summary>
    private int Take(ulong hash, ReadOnlySpan<byte> item)
    {
        int slot;
        if (_used < _counts.Length)
        {
            slot = _used++;
            (_counts[slot], _errors[slot]) = (0, 0);
            _places[slot] = slot;
            _heap[slot] = slot;
            Rise(slot);
        }
        else
        {
            slot = _heap[0];
            _slots.Remove(_hashes[slot]);
            _errors[slot] = _counts[slot];
        }

        _slots.Add(hash, slot);
        _hashes[slot] = hash;
        item.CopyTo(_octets.AsSpan(slot * MostOctets, MostOctets));
        _lengths[slot] = (byte)item.Length;
        return slot;
    }

    private void Rise(int place)
    {
        for (int parent = (place - 1) / 2; place > 0 && _counts[_heap[place]] < _counts[_heap[parent]]; parent = (place - 1) / 2)
        {
            Swap(place, parent);
            place = parent;
        }
    }

    private void Sink(int place)
    {
        while (true)
        {
            int least = place;
            for (int child = (2 * place) + 1; child <= (2 * place) + 2 && child < _used; child++)
            {
                least = _counts[_heap[child]] < _counts[_heap[least]] ? child : least;
            }

            if (least == place)
            {
                return;
            }

            Swap(place, least);
            place = least;
        }
    }

    private void Swap(int left, int right)
    {
        (_heap[left], _heap[right]) = (_heap[right], _heap[left]);
        (_places[_heap[left]], _places[_heap[right]]) = (left, right);
    }
}
