namespace ReverseDns.Server;

/// <summary>Questions from who was beyond a limit, by what became of them and by the limit: one worker writes, anyone may read.</summary>
public sealed class LimitCounts
{
    private const int Widest = 129;
    private const int Families = 2;
    private const int Actions = (int)LimitAction.DryRun + 1;
    private const int Margin = 16;

    private readonly long[] _values = GC.AllocateArray<long>(Margin + (Actions * Families * Widest) + Margin, pinned: true);

    /// <param name="prefixLength">Of the limit that was passed; of several the longest.</param>
    public long Read(LimitAction action, bool isIpv6, int prefixLength) => Volatile.Read(ref _values[Place(action, isIpv6, prefixLength)]);

    internal void Add(LimitAction action, bool isIpv6, int prefixLength) => _values[Place(action, isIpv6, prefixLength)]++;

    internal void Add(LimitCounts other)
    {
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i] += Volatile.Read(ref other._values[i]);
        }
    }

    private static int Place(LimitAction action, bool isIpv6, int prefixLength) =>
        Margin + (((((int)action * Families) + (isIpv6 ? 1 : 0)) * Widest) + prefixLength);
}
