namespace ReverseDns.Transfer;

/// <summary>Notices that the wall clock has been set back: less time has gone by on it than there was. One thread at a time.</summary>
internal sealed class ClockWatch(TimeProvider clock)
{
    /// <summary>What a clock that is kept right may lose between two looks.</summary>
    private static readonly TimeSpan Tolerated = TimeSpan.FromMinutes(1);

    private DateTimeOffset _wall = clock.GetUtcNow();
    private long _timestamp = clock.GetTimestamp();

    /// <summary>Since the last look.</summary>
    public bool WasSetBack(DateTimeOffset now)
    {
        bool wasSetBack = now - _wall < clock.GetElapsedTime(_timestamp) - Tolerated;
        (_wall, _timestamp) = (now, clock.GetTimestamp());
        return wasSetBack;
    }
}
