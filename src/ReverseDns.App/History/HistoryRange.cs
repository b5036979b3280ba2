namespace ReverseDns.App.History;

/// <summary>What has been remembered of a range of time, in equal steps.</summary>
/// <param name="Start">Of the first step.</param>
/// <param name="Points">One a step; null where nothing was remembered.</param>
internal sealed record HistoryRange(DateTimeOffset Start, TimeSpan Step, long[]?[] Points)
{
    /// <summary>The steps from the one that a moment lies in to the one that another lies in.</summary>
    public static HistoryRange Empty(DateTimeOffset from, DateTimeOffset to, TimeSpan step)
    {
        DateTimeOffset start = DateTimeOffset.UnixEpoch + (Math.Floor((from - DateTimeOffset.UnixEpoch) / step) * step);
        return new HistoryRange(start, step, new long[]?[(int)((to - start) / step) + 1]);
    }

    public void Add(IEnumerable<HistoryPoint> points)
    {
        foreach (HistoryPoint point in points)
        {
            int at = (int)((point.Start - Start) / Step);
            long[] sums = Points[at] ??= new long[point.Values.Length];
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += point.Values[i];
            }
        }
    }
}
