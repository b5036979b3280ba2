namespace ReverseDns.App.History;

/// <summary>The same columns in two rings: small steps of the last days, and large ones of the last years.</summary>
internal sealed class RingPair : IDisposable
{
    private readonly RingLayout _small;
    private readonly RingLayout _large;

    /// <exception cref="IOException">The files can be neither read nor written.</exception>
    public RingPair(string smallPath, RingLayout small, string largePath, RingLayout large)
    {
        (_small, _large) = (small, large);
        Small = RingFile.Open(smallPath, small);
        Large = RingFile.Open(largePath, large);
    }

    public RingFile Small { get; }

    public RingFile Large { get; }

    /// <summary>In small or large steps, whichever reach back so far, several of them together where there are too many.</summary>
    /// <param name="most">Points at most.</param>
    /// <param name="together">What two values of a column come to.</param>
    public HistoryRange Read(DateTimeOffset from, DateTimeOffset to, int most, DateTimeOffset now, Func<long, long, long> together)
    {
        bool isRecent = now - from < _small.Step * _small.Slots;
        RingLayout layout = isRecent ? _small : _large;
        long wanted = Math.Max(1, (layout.NumberOf(to) - layout.NumberOf(from) + most) / most);
        var range = HistoryRange.Empty(from, to, wanted * layout.Step);
        range.Add((isRecent ? Small : Large).Read(range.Start, to), together);
        return range;
    }

    public void Dispose()
    {
        Small.Dispose();
        Large.Dispose();
    }
}
