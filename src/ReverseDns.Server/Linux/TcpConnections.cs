using System.Runtime.InteropServices;

namespace ReverseDns.Server;

/// <summary>
/// The open connections of one worker, in a table outside the managed heap and in a list by the time of their last
/// request; counted by client prefix.
/// </summary>
internal sealed unsafe class TcpConnections : IDisposable
{
    public const int None = -1;

    private readonly TcpConnection* _places;
    private readonly Dictionary<UInt128, int> _countByPrefix;
    private int _firstFree;
    private int _newest = None;

    public TcpConnections(int capacity)
    {
        Capacity = capacity;
        _places = (TcpConnection*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(TcpConnection));
        _countByPrefix = new Dictionary<UInt128, int>(capacity);
        for (int place = 0; place < capacity; place++)
        {
            _places[place].Newer = place + 1 < capacity ? place + 1 : None;
        }
    }

    public int Capacity { get; }

    public int Count { get; private set; }

    /// <summary>The one without a request for longest; <see cref="None"/> when there is no connection.</summary>
    public int Oldest { get; private set; } = None;

    public TcpConnection* this[int place] => _places + place;

    public int CountOf(UInt128 prefix) => _countByPrefix.GetValueOrDefault(prefix);

    public int OldestOf(UInt128 prefix)
    {
        int place = Oldest;
        while (place != None && _places[place].Prefix != prefix)
        {
            place = _places[place].Newer;
        }

        return place;
    }

    /// <summary>Takes a free place, of which there must be one, as the newest.</summary>
    public int Add(int descriptor, SocketName client, UInt128 prefix, bool isIpv6)
    {
        int place = _firstFree;
        _firstFree = _places[place].Newer;
        _places[place] = new TcpConnection
        {
            Descriptor = descriptor,
            Generation = _places[place].Generation + 1,
            Client = client,
            Prefix = prefix,
            IsIpv6 = isIpv6,
        };
        Append(place);
        _countByPrefix[prefix] = CountOf(prefix) + 1;
        Count++;
        return place;
    }

    /// <summary>Null when the event belongs to a connection that is no more.</summary>
    public TcpConnection* Find(int place, uint generation) =>
        (uint)place < (uint)Capacity && _places[place].Generation == generation && _places[place].Descriptor != None
            ? _places + place
            : null;

    public void MakeNewest(int place)
    {
        if (place != _newest)
        {
            Unlink(place);
            Append(place);
        }
    }

    public void Remove(int place)
    {
        Unlink(place);
        int left = CountOf(_places[place].Prefix) - 1;
        if (left == 0)
        {
            _countByPrefix.Remove(_places[place].Prefix);
        }
        else
        {
            _countByPrefix[_places[place].Prefix] = left;
        }

        _places[place].Descriptor = None;
        _places[place].Newer = _firstFree;
        _firstFree = place;
        Count--;
    }

    public void Dispose() => NativeMemory.Free(_places);

    private void Append(int place)
    {
        _places[place].Older = _newest;
        _places[place].Newer = None;
        if (_newest == None)
        {
            Oldest = place;
        }
        else
        {
            _places[_newest].Newer = place;
        }

        _newest = place;
    }

    private void Unlink(int place)
    {
        (int older, int newer) = (_places[place].Older, _places[place].Newer);
        if (older == None)
        {
            Oldest = newer;
        }
        else
        {
            _places[older].Newer = newer;
        }

        if (newer == None)
        {
            _newest = older;
        }
        else
        {
            _places[newer].Older = older;
        }
    }
}
