using System.Collections.Concurrent;
using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>What has been transferred in one direction since the start, of all zones and of each. From any threads.</summary>
public sealed class TransferCounts
{
    private readonly ConcurrentDictionary<DomainName, TransferCounts> _zones = [];
    private readonly TransferCounts? _all;
    private readonly long[] _done = new long[(int)TransferKind.UpToDate + 1];
    private readonly long[] _failed = new long[(int)TransferFault.NotServed + 1];
    private long _octets;
    private long _ticks;

    public TransferCounts()
    {
    }

    private TransferCounts(TransferCounts all) => (_all, _zones) = (all, all._zones);

    /// <summary>Of zones that have been transferred, and are not forgotten.</summary>
    public IEnumerable<KeyValuePair<DomainName, TransferCounts>> Zones => _zones;

    /// <summary>Of messages, of transfers that failed too.</summary>
    public long Octets => Interlocked.Read(ref _octets);

    /// <summary>What all transfers together have taken.</summary>
    public TimeSpan Time => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public long Done(TransferKind kind) => Interlocked.Read(ref _done[(int)kind]);

    public long Failed(TransferFault fault) => Interlocked.Read(ref _failed[(int)fault]);

    /// <summary>Forgets zones one by one, and not what they are a part of.</summary>
    public void Forget(Func<DomainName, bool> isGone)
    {
        ArgumentNullException.ThrowIfNull(isGone);
        foreach (DomainName zone in _zones.Keys.Where(isGone))
        {
            _zones.TryRemove(zone, out _);
        }
    }

    /// <summary>The counts of one zone: what is added to them has been added to those of all, which are never less than all of them.</summary>
    internal TransferCounts Of(DomainName zone) => _zones.GetOrAdd(zone, static (_, all) => new TransferCounts(all), this);

    internal void AddDone(TransferKind kind)
    {
        _all?.AddDone(kind);
        Interlocked.Increment(ref _done[(int)kind]);
    }

    internal void AddFailed(TransferFault fault)
    {
        _all?.AddFailed(fault);
        Interlocked.Increment(ref _failed[(int)fault]);
    }

    internal void AddCost(long octets, TimeSpan time)
    {
        _all?.AddCost(octets, time);
        Interlocked.Add(ref _octets, octets);
        Interlocked.Add(ref _ticks, time.Ticks);
    }
}
