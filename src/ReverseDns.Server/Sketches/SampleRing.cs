using System.Diagnostics.CodeAnalysis;

namespace ReverseDns.Server;

/// <summary>A queue of samples from one thread to another, of fixed size: what does not fit is counted and lost.</summary>
internal sealed class SampleRing
{
    public const int Slots = 2_048;

    private readonly TrafficSample[] _samples = [.. Enumerable.Range(0, Slots).Select(_ => new TrafficSample())];
    private readonly Padded _written = new();
    private readonly Padded _read = new();
    private long _lost;

    /// <summary>From any thread.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Where the writer may write its next sample, to be committed; false: there is no room.</summary>
    public bool TryReserve([NotNullWhen(true)] out TrafficSample? slot)
    {
        long written = _written.Value;
        slot = written - Volatile.Read(ref _read.Value) < Slots ? _samples[written % Slots] : null;
        if (slot is null)
        {
            Volatile.Write(ref _lost, _lost + 1);
        }

        return slot is not null;
    }

    /// <summary>Gives what was written in the reserved slot to the reader.</summary>
    public void Commit() => Volatile.Write(ref _written.Value, _written.Value + 1);

    /// <summary>For the one reader.</summary>
    public void Drain(Action<TrafficSample> take)
    {
        long end = Volatile.Read(ref _written.Value);
        for (long read = _read.Value; read < end; read++)
        {
            take(_samples[read % Slots]);
            Volatile.Write(ref _read.Value, read + 1);
        }
    }

    /// <summary>On a cache line of its own.</summary>
    private sealed class Padded
    {
        private const int Margin = 16;

        private readonly long[] _values = GC.AllocateArray<long>(2 * Margin, pinned: true);

        public ref long Value => ref _values[Margin];
    }
}
