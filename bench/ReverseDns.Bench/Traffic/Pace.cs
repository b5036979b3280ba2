using System.Diagnostics;

namespace ReverseDns.Bench.Traffic;

/// <summary>
/// When the next query may leave. In a closed loop: as soon as the window of its socket has room. At a rate: at its
/// time, however late the answers are; a query that leaves late counts from the time it should have left.
/// </summary>
internal sealed class Pace(int window, double queriesPerSecond)
{
    private readonly double _ticksEach = queriesPerSecond > 0 ? Stopwatch.Frequency / queriesPerSecond : 0;
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _sent;

    public bool TryLeave(Outstanding outstanding, long now, out long countsFrom)
    {
        countsFrom = now;
        if (outstanding.IsFull)
        {
            return false;
        }

        if (_ticksEach == 0)
        {
            return outstanding.Count < window;
        }

        countsFrom = _start + (long)(_sent * _ticksEach);
        if (countsFrom > now)
        {
            return false;
        }

        _sent++;
        return true;
    }
}
