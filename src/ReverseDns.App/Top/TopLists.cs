using System.Buffers.Binary;
using ReverseDns.App.History;
using ReverseDns.Protocol;
using ReverseDns.Server;

namespace ReverseDns.App.Top;

/// <summary>
/// Who asks most, and for what: of the last minutes, hour and day, from queries drawn at random. A thread that gives way empties
/// the workers' rings; memory is bounded whatever is asked.
/// </summary>
internal sealed class TopLists : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly RingLayout Fives = new(TimeSpan.FromMinutes(5), 1, []);
    private static readonly RingLayout Hours = new(TimeSpan.FromHours(1), 1, []);

    private readonly TrafficSamples _samples;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly DateTimeOffset _started;
    private readonly WindowedTop _clients;
    private readonly WindowedTop _zones;
    private readonly WindowedTop _delegations;
    private readonly WindowedTop _blocks;
    private readonly WindowedTop _wideBlocks;
    private readonly WindowedTop _types;
    private long _five;
    private long _hour;
    private Task _running = Task.CompletedTask;

    public TopLists(TrafficSamples samples, TimeProvider clock)
    {
        (_samples, _clock, _started) = (samples, clock, clock.GetUtcNow());
        (_five, _hour) = (Fives.NumberOf(_started), Hours.NumberOf(_started));
        var key = SourceKey.Create();
        (_clients, _zones, _delegations) = (new WindowedTop(key), new WindowedTop(key), new WindowedTop(key));
        (_blocks, _wideBlocks, _types) = (new WindowedTop(key), new WindowedTop(key), new WindowedTop(key));
    }

    /// <summary>Drawn and lost, as this was too slow.</summary>
    public long Lost => _samples.Lost;

    private WindowedTop[] All => [_clients, _zones, _delegations, _blocks, _wideBlocks, _types];

    public void Start() => _running = BackgroundThread.RunPromptly(() =>
    {
        while (!_stop.Token.WaitHandle.WaitOne(Pause))
        {
            Sample();
        }
    });

    /// <summary>Takes what has been drawn since the last time.</summary>
    public void Sample()
    {
        lock (_lock)
        {
            Turn();
            _samples.Drain(Take);
        }
    }

    /// <param name="most">Entries of each list.</param>
    public TopReport Read(TopWindow window, int most)
    {
        lock (_lock)
        {
            Turn();
            TopSummary clients = _clients.Read(window);
            int oneIn = _samples.OneIn;
            return new TopReport(
                Since(window).ToUnixTimeSeconds(),
                oneIn,
                Lost,
                clients.Total * oneIn,
                List(clients, most, SampleNames.DescribeClient),
                List(_zones.Read(window), most, SampleNames.DescribeName),
                List(_delegations.Read(window), most, SampleNames.DescribeName),
                List(_blocks.Read(window), most, SampleNames.DescribeName),
                List(_wideBlocks.Read(window), most, SampleNames.DescribeName),
                List(_types.Read(window), most, SampleNames.DescribeType));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private TopEntry[] List(TopSummary summary, int most, Func<TopItem, int, TopEntry> describe) =>
        [.. summary.Items.Take(most).Select(item => describe(item, _samples.OneIn))];

    /// <summary>When the first query came that may be in the lists.</summary>
    private DateTimeOffset Since(TopWindow window)
    {
        DateTimeOffset start = window switch
        {
            TopWindow.FiveMinutes => Fives.StartOf(_five - 1),
            TopWindow.Hour => Fives.StartOf(_five - 12),
            _ => Hours.StartOf(_hour - 23),
        };
        return start < _started ? _started : start;
    }

    /// <summary>Five minutes in which this did not run are empty ones.</summary>
    private void Turn()
    {
        DateTimeOffset now = _clock.GetUtcNow();
        long five = Fives.NumberOf(now);
        if (five < _five || five - _five > 24 * 12)
        {
            // The clock was set: all that is known is of the time before.
            (_five, _hour) = (five - 1, Hours.NumberOf(Fives.StartOf(five - 1)));
        }

        while (_five < five)
        {
            _five++;
            long hour = Hours.NumberOf(Fives.StartOf(_five));
            Array.ForEach(All, list => list.Turn(isHourOver: hour != _hour));
            _hour = hour;
        }
    }

    private void Take(TrafficSample sample)
    {
        Span<byte> item = stackalloc byte[TopSketch.MostOctets];
        _clients.Add(item[..SampleNames.WriteClient(sample, item)]);
        if (sample.Name.IsEmpty)
        {
            return;
        }

        BinaryPrimitives.WriteUInt16BigEndian(item, (ushort)sample.Type);
        _types.Add(item[..sizeof(ushort)]);
        Span<byte> name = item[..sample.Name.Length];
        WireName.ToLower(sample.Name, name);
        Add(_zones, sample.OriginLabels < 0 ? [] : SampleNames.EndOf(name, sample.OriginLabels));
        Add(_delegations, sample.CutOffset < 0 ? [] : name[sample.CutOffset..]);
        Add(_blocks, SampleNames.BlockOf(name, isWide: false));
        Add(_wideBlocks, SampleNames.BlockOf(name, isWide: true));
    }

    private static void Add(WindowedTop list, ReadOnlySpan<byte> name)
    {
        if (!name.IsEmpty)
        {
            list.Add(name);
        }
    }
}
