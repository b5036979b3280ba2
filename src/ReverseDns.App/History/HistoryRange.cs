namespace ReverseDns.App.History;

/// <summary>What has been remembered of a range of time, in equal steps.</summary>
/// <param name="Start">Of the first step.</param>
/// <param name="Points">One a step; null where nothing was remembered.</param>
internal sealed record HistoryRange(DateTimeOffset Start, TimeSpan Step, long[]?[] Points)
{
    /// <summary>The steps from the one that a moment lies in to the one that another lies in.</summary>
    public static HistoryRange Empty(DateTimeOffset from, DateTimeOffset to, TimeSpan step)
    {
        DateTimeOffset start = DateTimeOffset.UnixEpoch + (RingLayout.StepsUntil(from, step) * step);
        return new HistoryRange(start, step, new long[]?[(int)((to - start) / step) + 1]);
    }

    /// <param name="together">What two values of a column come to.</param>
    public void Add(IEnumerable<HistoryPoint> points, Func<long, long, long> together)
    {
        foreach (HistoryPoint point in points)
        {
            int at = (int)((point.Start - Start) / Step);
            long[] values = Points[at] ??= new long[point.Values.Length];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = together(values[i], point.Values[i]);
            }
        }
    }
}
