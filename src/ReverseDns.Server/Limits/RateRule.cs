namespace ReverseDns.Server;

/// <summary>One limit, ready to be applied to an address.</summary>
internal readonly struct RateRule(RateLimitLevel level, bool isIpv6, long burst)
{
    public readonly ulong UpperMask = (ulong)(MaskOf(level.PrefixLength, isIpv6) >> 64);
    public readonly ulong LowerMask = (ulong)MaskOf(level.PrefixLength, isIpv6);

    /// <summary>Keeps a network apart from those of other lengths that begin alike.</summary>
    public readonly ulong Salt = ((ulong)level.PrefixLength << 1 | (isIpv6 ? 1UL : 0)) * 0x9E37_79B9_7F4A_7C15;

    /// <summary>What one answer costs.</summary>
    public readonly long Ticks = Math.Max(1, TimeSpan.TicksPerSecond / level.AnswersPerSecond);

    /// <summary>Who owes more gets nothing.</summary>
    public readonly long LargestDebt = Math.Max(0, burst - (TimeSpan.TicksPerSecond / level.AnswersPerSecond));

    public readonly int PrefixLength = level.PrefixLength;

    public static UInt128 MaskOf(int length, bool isIpv6)
    {
        int width = isIpv6 ? 128 : 32;
        UInt128 all = isIpv6 ? UInt128.MaxValue : uint.MaxValue;
        return length == 0 ? 0 : all & (UInt128.MaxValue << (width - length));
    }
}
