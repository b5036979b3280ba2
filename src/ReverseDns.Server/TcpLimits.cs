namespace ReverseDns.Server;

/// <summary>One worker's share of the limits of <see cref="TcpOptions"/>, in the units of its loop.</summary>
internal sealed class TcpLimits(TcpOptions options, int workers)
{
    private const ulong Ipv4Mapped = 0xFFFF_0000_0000;

    private readonly UInt128 _ipv4Mask = UInt128.MaxValue << (32 - options.Ipv4PrefixLength);
    private readonly UInt128 _ipv6Mask = UInt128.MaxValue << (128 - options.Ipv6PrefixLength);

    public int Connections { get; } = Math.Max(1, options.MaxConnections / workers);

    public int ConnectionsPerPrefix { get; } = Math.Max(1, options.MaxConnectionsPerPrefix / workers);

    public int BufferedSize { get; } = Math.Max(256 << 10, options.MaxBufferedSize / workers);

    public long IdleMilliseconds { get; } = (long)options.IdleTimeout.TotalMilliseconds;

    /// <summary>How long a connection may be without a request when so many are open: less and less once half of the places are taken.</summary>
    public long IdleAt(int open) => open <= Connections / 2
        ? IdleMilliseconds
        : Math.Max(IdleMilliseconds / 10, IdleMilliseconds * 2 * (Connections - open) / Connections);

    /// <summary>The same as clients are told (RFC 7828, section 3.1).</summary>
    public ushort KeepaliveAt(int open) => (ushort)Math.Min(ushort.MaxValue, IdleAt(open) / 100);

    public long RequestMilliseconds { get; } = (long)options.RequestTimeout.TotalMilliseconds;

    public long WriteMilliseconds { get; } = (long)options.WriteTimeout.TotalMilliseconds;

    /// <summary>The client prefix of an address; an IPv4 one never equals one of IPv6.</summary>
    public UInt128 Prefix(UInt128 address, bool isIpv6) =>
        isIpv6 ? address & _ipv6Mask : (address & _ipv4Mask) | Ipv4Mapped;
}
