using System.Runtime.CompilerServices;

namespace ReverseDns.Server;

/// <summary>
/// The sketches of one worker's sources: only its thread adds. They are taken away from time to time, without its waiting: what
/// it is about to add at that moment comes into those that were taken, which are looked at once more later.
/// </summary>
public sealed class WorkerSources
{
    private readonly SourceKey _key;
    private SourceSketches _current = new();
    private SourceSketches _before = new();

    internal WorkerSources(SourceKey key) => _key = key;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(UInt128 address, bool isIpv6) => Volatile.Read(ref _current).Add(_key, address, isIpv6);

    internal void ReadInto(SourceSketches current, SourceSketches before)
    {
        current.Merge(_current);
        before.Merge(_before);
    }

    internal void Rotate()
    {
        SourceSketches next = _before;
        next.Clear();
        _before = _current;
        Volatile.Write(ref _current, next);
    }
}
