namespace ReverseDns.Transfer;

/// <summary>What has been transferred in one direction since the start. From any threads.</summary>
public sealed class TransferCounts
{
    private readonly long[] _done = new long[(int)TransferKind.UpToDate + 1];
    private readonly long[] _failed = new long[(int)TransferFault.NotServed + 1];
    private long _octets;
    private long _ticks;

    /// <summary>Of messages, of transfers that failed too.</summary>
    public long Octets => Interlocked.Read(ref _octets);

    /// <summary>What all transfers together have taken.</summary>
    public TimeSpan Time => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public long Done(TransferKind kind) => Interlocked.Read(ref _done[(int)kind]);

    public long Failed(TransferFault fault) => Interlocked.Read(ref _failed[(int)fault]);

    internal void AddDone(TransferKind kind) => Interlocked.Increment(ref _done[(int)kind]);

    internal void AddFailed(TransferFault fault) => Interlocked.Increment(ref _failed[(int)fault]);

    internal void AddCost(long octets, TimeSpan time)
    {
        Interlocked.Add(ref _octets, octets);
        Interlocked.Add(ref _ticks, time.Ticks);
    }
}
