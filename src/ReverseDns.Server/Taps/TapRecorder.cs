using ReverseDns.Zones;

namespace ReverseDns.Server;

/// <summary>
/// The side of a thread that answers: what it hands to the taps there are. Its questions are copied when they are chosen,
/// as answers are written over them; a batch is read as a whole, when its answers are sent.
/// </summary>
internal sealed class TapRecorder(TimeProvider clock)
{
    private const ushort ResponseBit = 0x80;

    private readonly byte[] _query = new byte[ushort.MaxValue];
    private TapLane[] _attached = [];
    private TapLane[] _lanes = [];
    private DateTime _asked;
    private ExchangeEnds _ends;
    private int _queryLength;
    private uint _choosing;

    /// <summary>Between two calls of it the taps are the same ones. Any thread may set them.</summary>
    public TapLane[] Attached
    {
        set => Volatile.Write(ref _attached, value);
    }

    /// <summary>Somebody taps this batch.</summary>
    public bool IsOn => _lanes.Length != 0;

    /// <summary>To be called when requests have come.</summary>
    public void BeginBatch()
    {
        _lanes = Volatile.Read(ref _attached);
        if (_lanes.Length != 0)
        {
            _asked = clock.GetUtcNow().UtcDateTime;
        }
    }

    /// <summary>When <see cref="IsOn"/>, before a request is answered.</summary>
    public void Begin(ReadOnlySpan<byte> query, in ExchangeEnds ends)
    {
        _choosing = 0;
        if (query.Length < RequestReader.HeaderLength || (query[Envelope.FlagsOffset] & ResponseBit) != 0)
        {
            return;
        }

        for (int i = 0; i < _lanes.Length; i++)
        {
            _choosing |= _lanes[i].Chooses(query, in ends) ? 1u << i : 0;
        }

        if (_choosing != 0)
        {
            query.CopyTo(_query);
            _queryLength = query.Length;
            _ends = ends;
        }
    }

    /// <summary>When it has been answered.</summary>
    /// <param name="zone">Index in the table of the zone that answered; -1: none.</param>
    public void End(ReadOnlySpan<byte> response, ZoneTable zones, int zone)
    {
        if (_choosing == 0)
        {
            return;
        }

        ReadOnlySpan<byte> origin = zone < 0 ? [] : zones.Zones[zone].Origin.Wire;
        var record = new TapRecord { Asked = _asked.Ticks, Answered = _asked.Ticks, Ends = _ends };
        for (int i = 0; i < _lanes.Length; i++)
        {
            if ((_choosing & (1u << i)) != 0)
            {
                _lanes[i].Record(in record, origin, _query.AsSpan(0, _queryLength), response);
            }
        }

        _choosing = 0;
    }

    /// <summary>To be called when the answers have been sent.</summary>
    /// <param name="time">What that took since the requests had come.</param>
    public void EndBatch(TimeSpan time)
    {
        foreach (TapLane lane in _lanes)
        {
            lane.Ring.Publish((_asked + time).Ticks);
        }

        _lanes = [];
    }
}
