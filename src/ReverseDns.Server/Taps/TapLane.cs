namespace ReverseDns.Server;

/// <summary>What one thread that answers has of a tap. Only that thread uses it, but for counts and ring.</summary>
internal sealed class TapLane
{
    private const int Margin = 16;
    private const int Seen = Margin;
    private const int Chosen = Seen + 1;
    private const int Recorded = Chosen + 1;
    private const int Full = Recorded + 1;
    private const int NoReader = Full + 1;
    private const int Rate = NoReader + 1;
    private const int End = Rate + 1;

    private readonly long[] _counts = GC.AllocateArray<long>(End + Margin, pinned: true);
    private readonly Tap _tap;
    private readonly TapOptions _options;
    private readonly bool _hasFilter;
    private uint _random;
    private int _place;
    private int _toNext;

    /// <param name="seed">Not 0: places within the samples come from it.</param>
    public TapLane(Tap tap, TapOptions options, uint seed)
    {
        (_tap, _options, _random) = (tap, options, seed);
        _hasFilter = options.Client is not null || options.Name is not null;
        Ring = new TapRing(options.BufferSize);
        _place = PlaceInSample();
        _toNext = _place + 1;
    }

    public TapRing Ring { get; }

    public TapCounts Counts => new(Count(Seen), Count(Chosen), Count(Recorded), Count(Full), Count(NoReader), Count(Rate));

    /// <summary>Whether an exchange is to be recorded.</summary>
    public bool Chooses(ReadOnlySpan<byte> query, in ExchangeEnds ends)
    {
        if (_hasFilter && !_options.Fits(query, in ends))
        {
            return false;
        }

        _counts[Seen]++;
        if (--_toNext != 0)
        {
            return false;
        }

        int place = PlaceInSample();
        _toNext = _options.Sample - _place + place;
        _place = place;
        _counts[Chosen]++;
        TapGate gate = _tap.Gate;
        _counts[NoReader] += gate == TapGate.NoReader ? 1 : 0;
        _counts[Rate] += gate == TapGate.Rate ? 1 : 0;
        return gate == TapGate.Open;
    }

    public void Record(in TapRecord record, ReadOnlySpan<byte> zone, ReadOnlySpan<byte> query, ReadOnlySpan<byte> response) =>
        _counts[Ring.TryWrite(in record, zone, query, response) ? Recorded : Full]++;

    /// <summary>Where in the next sample the chosen one is: at places that no rhythm of questions can meet.</summary>
    private int PlaceInSample()
    {
        if (_options.Sample == 1)
        {
            return 0;
        }

        _random ^= _random << 13;
        _random ^= _random >> 17;
        _random ^= _random << 5;
        return (int)(((ulong)_random * (uint)_options.Sample) >> 32);
    }

    private long Count(int count) => Volatile.Read(ref _counts[count]);
}
