namespace ReverseDns.App.Health;

/// <summary>
/// A state that is entered after some seconds of wrong and left after a longer time without any. Who falls back soon waits twice
/// as long the next time, so that a fault that comes and goes is left alone in the end. Times are those of a clock that only goes on.
/// </summary>
internal sealed class HeldState
{
    /// <summary>It has been well for so many times as long as it was held: the next fault has nothing to do with the last.</summary>
    private const int ForgottenAfterHolds = 10;

    private readonly TimeSpan _after;
    private readonly TimeSpan _hold;
    private readonly TimeSpan _longestHold;
    private TimeSpan? _wrongSince;
    private TimeSpan? _rightSince;
    private TimeSpan? _left;

    /// <param name="after">Of wrong.</param>
    /// <param name="hold">Of right.</param>
    public HeldState(TimeSpan after, TimeSpan hold, TimeSpan longestHold)
    {
        (_after, _hold, _longestHold) = (after, hold, longestHold);
        Hold = hold;
    }

    /// <summary>It has fallen and has not come back.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>For how long it must be right without a break to be left now, or had to be the last time.</summary>
    public TimeSpan Hold { get; private set; }

    /// <summary>Begins in the state, for a time of its own.</summary>
    public static HeldState Starting(TimeSpan startHold, TimeSpan after, TimeSpan hold, TimeSpan longestHold) =>
        new(after, hold, longestHold) { IsHeld = true, Hold = startHold };

    /// <summary>What is so now; called about once a second.</summary>
    /// <param name="atOnce">The first second of wrong is enough.</param>
    public void Update(bool isWrong, bool atOnce, TimeSpan now)
    {
        _wrongSince = isWrong ? _wrongSince ?? now : null;
        _rightSince = isWrong ? null : _rightSince ?? now;
        if (!IsHeld && _wrongSince is { } wrong && (atOnce || now - wrong >= _after))
        {
            bool isSoon = _left is { } left && now - left < ForgottenAfterHolds * Hold;
            Hold = isSoon && Hold * 2 > _hold ? Shorter(Hold * 2, _longestHold) : _hold;
            IsHeld = true;
        }
        else if (IsHeld && _rightSince is { } right && now - right >= Hold)
        {
            IsHeld = false;
            _left = now;
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
