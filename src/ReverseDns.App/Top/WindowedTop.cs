using ReverseDns.Server;

namespace ReverseDns.App.Top;

/// <summary>The most frequent items of the last day, by five minutes and by hours. One caller at a time.</summary>
internal sealed class WindowedTop(SourceKey key)
{
    /// <summary>Whatever makes up a 512th of all is listed.</summary>
    public const int Capacity = 512;

    private const int FivesInHour = 12;
    private const int HoursInDay = 23;

    private readonly TopSketch _current = new(Capacity, key);
    private readonly Queue<TopSummary> _fives = new(FivesInHour);
    private readonly Queue<TopSummary> _hours = new(HoursInDay);
    private readonly List<TopSummary> _ofHour = [];

    public void Add(ReadOnlySpan<byte> item) => _current.Add(item);

    /// <summary>Five minutes are over.</summary>
    /// <param name="isHourOver">And the hour with them.</param>
    public void Turn(bool isHourOver)
    {
        var summary = TopSummary.Of(_current);
        _current.Clear();
        Keep(_fives, summary, FivesInHour);
        _ofHour.Add(summary);
        if (isHourOver)
        {
            Keep(_hours, TopSummary.Merge(_ofHour, Capacity), HoursInDay);
            _ofHour.Clear();
        }
    }

    public TopSummary Read(TopWindow window)
    {
        IEnumerable<TopSummary> before = window switch
        {
            TopWindow.FiveMinutes => _fives.TakeLast(1),
            TopWindow.Hour => _fives,
            _ => _hours.Concat(_ofHour),
        };
        return TopSummary.Merge([.. before, TopSummary.Of(_current)], Capacity);
    }

    private static void Keep(Queue<TopSummary> queue, TopSummary summary, int most)
    {
        while (queue.Count >= most)
        {
            queue.Dequeue();
        }

        queue.Enqueue(summary);
    }
}
