namespace ReverseDns.Dnssec.Tests.Schedule;

/// <summary>
/// What any resolver may have in its cache, by the world's true time: everything that a server which is as late as it
/// may be gave out within a TTL. Written to be obvious, and of nothing that the schedule uses.
/// </summary>
internal sealed class SlowCaches<T>(TimeSpan timeToLive, TimeSpan lateness)
    where T : notnull
{
    private readonly List<(T Value, DateTimeOffset From)> _served = [];

    public T Newest => _served[^1].Value;

    public void Serve(T value, DateTimeOffset now)
    {
        if (_served.Count == 0 || !_served[^1].Value.Equals(value))
        {
            _served.Add((value, now));
        }
    }

    /// <summary>A value that has been replaced is given out for the lateness of servers, and kept for a TTL after that.</summary>
    public IReadOnlyList<T> At(DateTimeOffset now)
    {
        DateTimeOffset oldest = now - timeToLive - lateness;
        while (_served.Count > 1 && _served[1].From <= oldest)
        {
            _served.RemoveAt(0);
        }

        return [.. _served.Select(entry => entry.Value).Distinct()];
    }
}
