using System.Net.Sockets;
using ReverseDns.Zones;

namespace ReverseDns.Server;

/// <summary>The counters of one worker: only its thread writes them, anyone may read.</summary>
internal sealed class WorkerCounters
{
    private const int Families = 2;
    private const int Margin = 16;

    private readonly TrafficCounts?[] _traffic = new TrafficCounts?[Families * ((int)Transport.Tls + 1)];
    private readonly long[] _values = GC.AllocateArray<long>(Margin + (int)WorkerCounter.Turns + 1 + Margin, pinned: true);

    /// <summary>False: requests, answers and what they took are not counted, for who must save even that.</summary>
    public bool CountsTraffic { get; init; } = true;

    /// <summary>Of the reader that the worker finds its zones with.</summary>
    public ZoneCounters Zones { get; set; } = new();

    /// <summary>Whom it has had messages from; null: nobody wants to know.</summary>
    public WorkerSources? Sources { get; init; }

    /// <summary>Who draws some of its queries; null: nobody does.</summary>
    public WorkerSampler? Sampler { get; init; }

    public LimitCounts Limited { get; } = new();

    /// <summary>Of a worker with one UDP socket: what the kernel has dropped there.</summary>
    public SocketDrops? Socket { get; private set; }

    public IEnumerable<TrafficCounts> Traffic => _traffic.OfType<TrafficCounts>();

    public TrafficCounts Of(Transport transport, bool isIpv6)
    {
        int place = ((int)transport * Families) + (isIpv6 ? 1 : 0);
        return _traffic[place] ?? AddTraffic(place, transport, isIpv6);
    }

    public void Add(WorkerCounter counter, long amount = 1) => _values[Margin + (int)counter] += amount;

    public long Read(WorkerCounter counter) => Volatile.Read(ref _values[Margin + (int)counter]);

    /// <summary>A batch is there to be worked on; one before that ended in a fault is over.</summary>
    public void BeginTurn() => _values[Margin + (int)WorkerCounter.Turns] = (_values[Margin + (int)WorkerCounter.Turns] + 1) | 1;

    public void EndTurn() => _values[Margin + (int)WorkerCounter.Turns] = (_values[Margin + (int)WorkerCounter.Turns] + 1) & ~1L;

    public void Watch(Socket socket) => Socket = new SocketDrops(socket);

    private TrafficCounts AddTraffic(int place, Transport transport, bool isIpv6)
    {
        var traffic = new TrafficCounts(transport, isIpv6);
        Volatile.Write(ref _traffic[place], traffic);
        return traffic;
    }
}
