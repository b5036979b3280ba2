using ReverseDns.Protocol;

namespace ReverseDns.Server;

/// <summary><see cref="RateLimitOptions"/> in the units of who limits.</summary>
internal sealed class RateRules
{
    private readonly (UInt128 Mask, UInt128 First)[] _allowedIpv4;
    private readonly (UInt128 Mask, UInt128 First)[] _allowedIpv6;

    /// <param name="own">Has no limit either.</param>
    public RateRules(RateLimitOptions options, IReadOnlyList<AddressPrefix> own)
    {
        Burst = options.Burst.Ticks;
        Slip = options.Slip;
        IsDryRun = options.IsDryRun;
        Ipv4 = [.. options.Ipv4.Where(_ => options.IsOn).Select(level => new RateRule(level, isIpv6: false, Burst))];
        Ipv6 = [.. options.Ipv6.Where(_ => options.IsOn).Select(level => new RateRule(level, isIpv6: true, Burst))];
        _allowedIpv4 = Allowed([.. options.Allowed, .. own], isIpv6: false);
        _allowedIpv6 = Allowed([.. options.Allowed, .. own], isIpv6: true);
    }

    /// <summary>Ticks that a bucket takes to fill.</summary>
    public long Burst { get; }

    public int Slip { get; }

    public bool IsDryRun { get; }

    public RateRule[] Ipv4 { get; }

    public RateRule[] Ipv6 { get; }

    public bool Allows(UInt128 address, bool isIpv6)
    {
        foreach ((UInt128 mask, UInt128 first) in isIpv6 ? _allowedIpv6 : _allowedIpv4)
        {
            if ((address & mask) == first)
            {
                return true;
            }
        }

        return false;
    }

    private static (UInt128 Mask, UInt128 First)[] Allowed(IReadOnlyList<AddressPrefix> allowed, bool isIpv6) =>
    [
        .. from prefix in allowed
           where prefix.IsIPv6 == isIpv6
           select (RateRule.MaskOf(prefix.Length, isIpv6), prefix.First),
    ];
}
