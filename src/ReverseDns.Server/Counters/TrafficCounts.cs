using System.Numerics;
using ReverseDns.Protocol;

namespace ReverseDns.Server;

/// <summary>
/// What has been counted of one transport and address family. A worker has some that only its thread writes and anyone may
/// read; <see cref="ServerCounters"/> has their sums. Counts only go up. A margin on both sides keeps a worker's off the
/// cache lines of anything that another thread writes.
/// </summary>
public sealed class TrafficCounts
{
    public const int OctetsInSizeBucket = 16;

    private const int OpcodeCount = 16;
    private const int TypeCount = 258;
    private const int CodeCount = 24;
    private const int SizeCount = (4_096 / OctetsInSizeBucket) + 1;
    private const int PartsOfOctave = 4;
    private const int FirstOctave = 10;
    private const int Octaves = 20;
    private const int LatencyCount = 1 + (Octaves * PartsOfOctave) + 1;
    private const int Margin = 16;

    private const int RequestOctetsAt = Margin;
    private const int ResponseOctetsAt = RequestOctetsAt + 1;
    private const int TruncatedAt = ResponseOctetsAt + 1;
    private const int EdnsAt = TruncatedAt + 1;
    private const int DnssecOkAt = EdnsAt + 1;
    private const int AcceptedAt = DnssecOkAt + 1;
    private const int LatencySumAt = AcceptedAt + 1;
    private const int OpcodesAt = LatencySumAt + 1;
    private const int CodesAt = OpcodesAt + OpcodeCount;
    private const int DropsAt = CodesAt + CodeCount;
    private const int EndsAt = DropsAt + (int)DropReason.Flood + 1;
    private const int TypesAt = EndsAt + (int)ConnectionEnd.Drain + 1;
    private const int RequestSizesAt = TypesAt + TypeCount + 1;
    private const int ResponseSizesAt = RequestSizesAt + SizeCount;
    private const int LatenciesAt = ResponseSizesAt + SizeCount;
    private const int End = LatenciesAt + LatencyCount;

    private readonly long[] _values = GC.AllocateArray<long>(End + Margin, pinned: true);

    internal TrafficCounts(Transport transport, bool isIpv6) => (Transport, IsIpv6) = (transport, isIpv6);

    public Transport Transport { get; }

    public bool IsIpv6 { get; }

    /// <summary>Messages received, whatever they are; those that the kernel had no room for are not among them.</summary>
    public long Requests => Sum(RequestSizes);

    public long RequestOctets => Read(RequestOctetsAt);

    /// <summary>Answers, by RCODE: <see cref="ResponseCode"/> up to 23. A transfer is one answer.</summary>
    public ReadOnlySpan<long> ResponseCodes => _values.AsSpan(CodesAt, CodeCount);

    public long Responses => Sum(ResponseCodes);

    /// <summary>Transfers, whose size nobody knows when they begin, are not counted in sizes.</summary>
    public long ResponseOctets => Read(ResponseOctetsAt);

    /// <summary>Answers with TC set.</summary>
    public long Truncated => Read(TruncatedAt);

    /// <summary>Requests with a header, by <see cref="Opcode"/>.</summary>
    public ReadOnlySpan<long> Opcodes => _values.AsSpan(OpcodesAt, OpcodeCount);

    /// <summary>Queries that could be read, by QTYPE up to 257; the last one counts all above.</summary>
    public ReadOnlySpan<long> Types => _values.AsSpan(TypesAt, TypeCount + 1);

    /// <summary>Queries with an OPT record.</summary>
    public long Edns => Read(EdnsAt);

    /// <summary>Queries with DO set.</summary>
    public long DnssecOk => Read(DnssecOkAt);

    /// <summary>By size: 0 to 15 octets, 16 to 31, and so on; the last one counts 4096 and more (RSSAC002).</summary>
    public ReadOnlySpan<long> RequestSizes => _values.AsSpan(RequestSizesAt, SizeCount);

    public ReadOnlySpan<long> ResponseSizes => _values.AsSpan(ResponseSizesAt, SizeCount);

    /// <summary>
    /// Answers by the time from the reception of the batch of requests to the kernel's acceptance of their answers, all of a
    /// batch alike; <see cref="LatencyBound"/> has the buckets.
    /// </summary>
    public ReadOnlySpan<long> Latencies => _values.AsSpan(LatenciesAt, LatencyCount);

    /// <summary>All these times together.</summary>
    public TimeSpan LatencySum => TimeSpan.FromMicroseconds(Read(LatencySumAt) / 1e3);

    /// <summary>By <see cref="DropReason"/>.</summary>
    public ReadOnlySpan<long> Drops => _values.AsSpan(DropsAt, EndsAt - DropsAt);

    public long ConnectionsAccepted => Read(AcceptedAt);

    /// <summary>By <see cref="ConnectionEnd"/>.</summary>
    public ReadOnlySpan<long> ConnectionEnds => _values.AsSpan(EndsAt, TypesAt - EndsAt);

    public long ConnectionsOpen => Math.Max(0, ConnectionsAccepted - Sum(ConnectionEnds));

    /// <summary>Nanoseconds below which the latencies of a bucket lie; the last one has no bound.</summary>
    public static long LatencyBound(int bucket)
    {
        (int octave, int part) = Math.DivRem(Math.Max(bucket - 1, 0), PartsOfOctave);
        return bucket == 0 ? 1L << FirstOctave
            : bucket < LatencyCount - 1 ? (PartsOfOctave + part + 1L) << (FirstOctave + octave - 2)
            : long.MaxValue;
    }

    /// <summary>These less those of an earlier moment.</summary>
    public TrafficCounts Since(TrafficCounts before)
    {
        ArgumentNullException.ThrowIfNull(before);
        var difference = new TrafficCounts(Transport, IsIpv6);
        difference.Add(this);
        for (int i = Margin; i < End; i++)
        {
            difference._values[i] -= before._values[i];
        }

        return difference;
    }

    internal void Add(TrafficCounts other)
    {
        for (int i = Margin; i < End; i++)
        {
            _values[i] += Volatile.Read(ref other._values[i]);
        }
    }

    internal void AddRequest(int length)
    {
        _values[RequestOctetsAt] += length;
        _values[RequestSizesAt + SizeBucket(length)]++;
    }

    internal void AddOpcode(int opcode) => _values[OpcodesAt + opcode]++;

    internal void AddQuery(in Request parsed)
    {
        _values[TypesAt + Math.Min((int)parsed.Type, TypeCount)]++;
        _values[EdnsAt] += parsed.HasOpt ? 1 : 0;
        _values[DnssecOkAt] += parsed.DnssecOk ? 1 : 0;
    }

    /// <param name="length">0: a transfer.</param>
    internal void AddResponse(ResponseCode code, bool isTruncated, int length)
    {
        _values[CodesAt + (int)code]++;
        _values[TruncatedAt] += isTruncated ? 1 : 0;
        if (length != 0)
        {
            _values[ResponseOctetsAt] += length;
            _values[ResponseSizesAt + SizeBucket(length)]++;
        }
    }

    internal void AddDrop(DropReason reason, long messages = 1) => _values[DropsAt + (int)reason] += messages;

    internal void AddLatency(TimeSpan time, int answers)
    {
        long nanoseconds = time.Ticks * TimeSpan.NanosecondsPerTick;
        _values[LatenciesAt + LatencyBucket(nanoseconds)] += answers;
        _values[LatencySumAt] += nanoseconds * answers;
    }

    internal void AddConnection() => _values[AcceptedAt]++;

    /// <param name="end">None is not counted.</param>
    internal void AddConnectionEnd(ConnectionEnd end) => _values[EndsAt + (int)end] += end == ConnectionEnd.None ? 0 : 1;

    private static int SizeBucket(int length) => Math.Min(length / OctetsInSizeBucket, SizeCount - 1);

    private static int LatencyBucket(long nanoseconds)
    {
        if (nanoseconds < 1L << FirstOctave)
        {
            return 0;
        }

        int octave = BitOperations.Log2((ulong)nanoseconds);
        int part = (int)(nanoseconds >> (octave - 2)) & (PartsOfOctave - 1);
        return Math.Min(1 + ((octave - FirstOctave) * PartsOfOctave) + part, LatencyCount - 1);
    }

    private static long Sum(ReadOnlySpan<long> counts)
    {
        long sum = 0;
        foreach (long count in counts)
        {
            sum += count;
        }

        return sum;
    }

    private long Read(int at) => Volatile.Read(ref _values[at]);
}
