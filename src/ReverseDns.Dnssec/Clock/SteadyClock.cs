namespace ReverseDns.Dnssec;

/// <summary>
/// The time that signatures are made by. When the wall clock is set by more than a little and nobody vouches for it, time goes
/// on as it went before: a clock that is wrong by a year makes no signature that begins next year, and one that comes back does
/// no harm. What has stayed for days is taken for right. From any thread.
/// </summary>
public sealed class SteadyClock : TimeProvider
{
    /// <summary>Less than signatures are back-dated by, and more than what is usually set.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(10);

    private readonly TimeProvider _wall;
    private readonly Func<bool> _isVouchedFor;
    private readonly Lock _gate = new();
    private DateTimeOffset _time;
    private long _timestamp;
    private long? _doubtedSince;

    /// <param name="wall">Its timestamps never jump.</param>
    /// <param name="isVouchedFor">Says that the wall clock is kept right by others, such as NTP.</param>
    public SteadyClock(TimeProvider wall, Func<bool> isVouchedFor)
    {
        ArgumentNullException.ThrowIfNull(wall);
        (_wall, _isVouchedFor) = (wall, isVouchedFor);
        (_time, _timestamp) = (wall.GetUtcNow(), wall.GetTimestamp());
    }

    /// <summary>How long a clock that was set is doubted.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(3);

    public override long TimestampFrequency => _wall.TimestampFrequency;

    /// <summary>The wall clock, when it was set and is not believed; null: it is.</summary>
    public DateTimeOffset? Doubted
    {
        get
        {
            GetUtcNow();
            lock (_gate)
            {
                return _doubtedSince is null ? null : _wall.GetUtcNow();
            }
        }
    }

    public override long GetTimestamp() => _wall.GetTimestamp();

    public override DateTimeOffset GetUtcNow()
    {
        DateTimeOffset wall = _wall.GetUtcNow();
        long timestamp = _wall.GetTimestamp();
        lock (_gate)
        {
            DateTimeOffset steady = _time + _wall.GetElapsedTime(_timestamp, timestamp);
            bool isSteady = (wall - steady).Duration() <= Tolerance;
            if (!isSteady && !_isVouchedFor())
            {
                _doubtedSince ??= timestamp;
                if (_wall.GetElapsedTime(_doubtedSince.Value, timestamp) < Patience)
                {
                    return steady;
                }
            }

            (_time, _timestamp, _doubtedSince) = (wall, timestamp, null);
            return wall;
        }
    }

    /// <summary>It was as late before, in another process: a wall clock that is behind that is doubted.</summary>
    public void WasAt(DateTimeOffset time)
    {
        lock (_gate)
        {
            if (time > _time + _wall.GetElapsedTime(_timestamp))
            {
                (_time, _timestamp) = (time, _wall.GetTimestamp());
            }
        }
    }
}
