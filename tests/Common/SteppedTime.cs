namespace ReverseDns.Tests;

/// <summary>A clock that the test moves. The wall clock can be set apart from the time that passes.</summary>
internal sealed class SteppedTime(DateTimeOffset start) : TimeProvider
{
    private TimeSpan _passed;

    public TimeSpan WallError { get; set; }

    /// <summary>What the wall clock says; to set it, time passes, or comes back.</summary>
    public DateTimeOffset Now
    {
        get => GetUtcNow();
        set => Pass(value - Now);
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => start + _passed + WallError;

    public override long GetTimestamp() => _passed.Ticks;

    public void Pass(TimeSpan time) => _passed += time;
}
