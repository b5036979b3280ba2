namespace ReverseDns.Zones.Tests.Synthesis;

/// <summary>A second passes whenever it is looked at.</summary>
internal sealed class RunningClock : TimeProvider
{
    private long _ticks = 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks += TimeSpan.TicksPerSecond;
}
