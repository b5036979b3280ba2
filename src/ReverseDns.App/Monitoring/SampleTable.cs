namespace ReverseDns.App.Monitoring;

/// <summary>
/// Values of many things with labels of their own, without an object for any of them: what is held while a reader takes its
/// time must not be copied by every collection, which those that answer would wait for. Made to be used again.
/// </summary>
/// <param name="columns">Values of each row.</param>
internal sealed class SampleTable(int columns)
{
    private const long None = long.MinValue;

    private byte[] _labels = [];
    private int[] _ends = [];
    private long[] _values = [];

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    /// <summary>Adds a row in which nothing has a value yet.</summary>
    public void Add(LabelSet labels)
    {
        int start = StartOf(Count);
        int end = start + labels.Text.Length;
        if (_labels.Length < end)
        {
            Array.Resize(ref _labels, end * 2);
        }

        if (_ends.Length == Count)
        {
            int rows = Math.Max(16, Count * 2);
            Array.Resize(ref _ends, rows);
            Array.Resize(ref _values, rows * columns);
        }

        labels.Text.CopyTo(_labels.AsMemory(start));
        _ends[Count] = end;
        _values.AsSpan(Count * columns, columns).Fill(None);
        Count++;
    }

    /// <summary>Of the last row; null: it has no such value.</summary>
    public void Set(int column, long? value) => _values[((Count - 1) * columns) + column] = value ?? None;

    public void Set(int column, double? value) => Set(column, value is { } number ? BitConverter.DoubleToInt64Bits(number) : null);

    public LabelSet LabelsOf(int row) => new(_labels.AsMemory(StartOf(row), _ends[row] - StartOf(row)));

    public long? this[int row, int column] => _values[(row * columns) + column] is var value and not None ? value : null;

    /// <summary>A family with a sample for each row that has a value.</summary>
    public void Write(ExpositionWriter writer, MetricFamily family, int column)
    {
        writer.Begin(family);
        for (int row = 0; row < Count; row++)
        {
            if (this[row, column] is { } value)
            {
                writer.Sample(LabelsOf(row), value);
            }
        }
    }

    /// <summary>The same for a column of numbers with a fraction.</summary>
    public void WriteFractions(ExpositionWriter writer, MetricFamily family, int column)
    {
        writer.Begin(family);
        for (int row = 0; row < Count; row++)
        {
            if (this[row, column] is { } bits)
            {
                writer.Sample(LabelsOf(row), BitConverter.Int64BitsToDouble(bits));
            }
        }
    }

    private int StartOf(int row) => row == 0 ? 0 : _ends[row - 1];
}
