namespace ReverseDns.App.History;

/// <summary>Adds what grows to the sums in a ring, and keeps what could not be written until it can. One caller at a time.</summary>
internal sealed class SummingRing(RingFile file, int columns)
{
    private readonly long[] _due = new long[columns];

    /// <returns>Why it is not in the file; null when it is.</returns>
    public string? Add(DateTimeOffset now, ReadOnlySpan<long> amounts)
    {
        for (int i = 0; i < _due.Length; i++)
        {
            _due[i] += amounts[i];
        }

        try
        {
            file.Add(now, _due);
            Array.Clear(_due);
            return null;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }
}
