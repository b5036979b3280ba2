namespace ReverseDns.Server;

/// <summary>
/// The counters of one worker: only its thread writes them, anyone may read. A margin on both sides keeps them off
/// the cache lines of anything that another thread writes.
/// </summary>
internal sealed class WorkerCounters
{
    public const int ResponseCodes = 24;

    private const int Margin = 16;

    private readonly long[] _values =
        GC.AllocateArray<long>(Margin + (int)Counter.LastResponse + 1 + Margin, pinned: true);

    public void Add(Counter counter, long amount = 1) => _values[Margin + (int)counter] += amount;

    public void AddResponse(int responseCode) => _values[Margin + (int)Counter.FirstResponse + responseCode]++;

    public long Read(Counter counter) => Volatile.Read(ref _values[Margin + (int)counter]);
}
