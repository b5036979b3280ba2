using System.Numerics;
using ReverseDns.Transfer;

namespace ReverseDns.App.Monitoring;

/// <summary>What has been counted of transfers in both directions at one moment.</summary>
internal readonly struct TransferTally : IAdditionOperators<TransferTally, TransferTally, TransferTally>, ISubtractionOperators<TransferTally, TransferTally, TransferTally>
{
    private const int OctetsPlace = 0;
    private const int TicksPlace = 1;
    private const int FirstKind = 2;
    private const int FirstFault = FirstKind + (int)TransferKind.UpToDate + 1;
    private const int OfOneDirection = FirstFault + (int)TransferFault.NotServed + 1;

    private readonly long[]? _values;

    private TransferTally(long[] values) => _values = values;

    public static IReadOnlyList<(string Word, TransferKind Kind)> Kinds { get; } =
        [("axfr", TransferKind.Whole), ("ixfr", TransferKind.Incremental), ("uptodate", TransferKind.UpToDate)];

    public static IReadOnlyList<(string Word, TransferFault Fault)> Faults { get; } =
        [.. Enum.GetValues<TransferFault>().Where(fault => fault != TransferFault.None).Select(fault => (fault.ToString().ToLowerInvariant(), fault))];

    /// <summary>Whatever became of them.</summary>
    public long Transfers
    {
        get
        {
            long sum = 0;
            for (int place = 0; place < 2 * OfOneDirection; place++)
            {
                sum += place % OfOneDirection >= FirstKind ? this[place] : 0;
            }

            return sum;
        }
    }

    private long this[int place] => _values is null ? 0 : _values[place];

    public static TransferTally operator +(TransferTally left, TransferTally right) => Combine(left, right, 1);

    public static TransferTally operator -(TransferTally left, TransferTally right) => Combine(left, right, -1);

    public static TransferTally OfSent(TransferCounts counts) => Of(counts, isIn: false);

    public static TransferTally OfReceived(TransferCounts counts) => Of(counts, isIn: true);

    public long Octets(bool isIn) => this[Start(isIn) + OctetsPlace];

    public TimeSpan Time(bool isIn) => TimeSpan.FromTicks(this[Start(isIn) + TicksPlace]);

    public long Done(bool isIn, TransferKind kind) => this[Start(isIn) + FirstKind + (int)kind];

    public long Failed(bool isIn, TransferFault fault) => this[Start(isIn) + FirstFault + (int)fault];

    private static int Start(bool isIn) => isIn ? OfOneDirection : 0;

    private static TransferTally Of(TransferCounts counts, bool isIn)
    {
        long[] values = new long[2 * OfOneDirection];
        Span<long> own = values.AsSpan(Start(isIn));
        own[OctetsPlace] = counts.Octets;
        own[TicksPlace] = counts.Time.Ticks;
        foreach ((_, TransferKind kind) in Kinds)
        {
            own[FirstKind + (int)kind] = counts.Done(kind);
        }

        foreach ((_, TransferFault fault) in Faults)
        {
            own[FirstFault + (int)fault] = counts.Failed(fault);
        }

        return new TransferTally(values);
    }

    private static TransferTally Combine(TransferTally left, TransferTally right, int sign)
    {
        long[] values = new long[2 * OfOneDirection];
        for (int place = 0; place < values.Length; place++)
        {
            values[place] = left[place] + (sign * right[place]);
        }

        return new TransferTally(values);
    }
}
