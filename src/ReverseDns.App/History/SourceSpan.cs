using ReverseDns.Server;

namespace ReverseDns.App.History;

/// <summary>Who has asked in the step of time that runs, and in the one before it, which may still get what was late.</summary>
internal sealed class SourceSpan(RingLayout layout, DateTimeOffset now)
{
    private SourceCounts _counts = SourceCounts.None;
    private SourceCounts _countsBefore = SourceCounts.None;
    private long _numberBefore = layout.NumberOf(now) - 1;
    private bool _isClosing;

    /// <summary>Of the step that runs (<see cref="RingLayout.NumberOf"/>).</summary>
    public long Number { get; private set; } = layout.NumberOf(now);

    public SourceSketches Current { get; } = new();

    public SourceSketches Before { get; } = new();

    /// <summary>How many have asked in the step that runs, as far as <see cref="Count"/> has counted them.</summary>
    public SourceCounts Counts => Volatile.Read(ref _counts);

    /// <summary>Of the step before.</summary>
    public SourceCounts CountsBefore => Volatile.Read(ref _countsBefore);

    /// <summary>Begins the step that a moment lies in; false when it runs already.</summary>
    public bool Turn(DateTimeOffset time)
    {
        long next = layout.NumberOf(time);
        if (next == Number)
        {
            return false;
        }

        Before.Clear();
        Before.Merge(Current);
        Current.Clear();
        (_numberBefore, Number, _isClosing) = (Number, next, true);
        return true;
    }

    /// <summary>What a file knows of the step before, for a process that was not there.</summary>
    public void Remember(RingFile file)
    {
        DateTimeOffset start = layout.StartOf(_numberBefore);
        if (file.Read(start, start) is [var point])
        {
            _countsBefore = new SourceCounts(point.Values[0], point.Values[1], point.Values[2]);
        }
    }

    public void Count()
    {
        Volatile.Write(ref _counts, Current.Estimate());
        if (_isClosing)
        {
            Volatile.Write(ref _countsBefore, Before.Estimate());
        }
    }

    /// <summary>Writes down what was counted; of the step before when this one has just begun, and once more.</summary>
    /// <exception cref="IOException">It is not in the file: to be written the next time.</exception>
    public void Write(RingFile file, bool isJustBegun)
    {
        if (_isClosing)
        {
            Write(file, _numberBefore, CountsBefore);
            _isClosing = isJustBegun;
        }

        Write(file, Number, Counts);
    }

    private void Write(RingFile file, long number, SourceCounts counts) =>
        file.Raise(layout.StartOf(number), [counts.Ipv4, counts.Ipv6, counts.Ipv6Networks]);
}
