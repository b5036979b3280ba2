using System.Runtime.CompilerServices;

namespace ReverseDns.Server;

/// <summary>Where messages have come from: different IPv4 addresses, IPv6 addresses, and IPv6 networks of length 64.</summary>
public sealed class SourceSketches
{
    /// <summary>Octets of the three as they are stored.</summary>
    public const int Length = 3 * DistinctSketch.Length;

    private readonly DistinctSketch _ipv4 = new();
    private readonly DistinctSketch _ipv6 = new();
    private readonly DistinctSketch _ipv6Networks = new();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(SourceKey key, UInt128 address, bool isIpv6)
    {
        if (!isIpv6)
        {
            _ipv4.Add(key.Hash((uint)address));
            return;
        }

        ulong network = key.Hash((ulong)(address >> 64));
        _ipv6Networks.Add(network);
        _ipv6.Add(key.Hash(network ^ (ulong)address));
    }

    public void Merge(SourceSketches other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _ipv4.Merge(other._ipv4);
        _ipv6.Merge(other._ipv6);
        _ipv6Networks.Merge(other._ipv6Networks);
    }

    public void Clear()
    {
        _ipv4.Clear();
        _ipv6.Clear();
        _ipv6Networks.Clear();
    }

    public SourceCounts Estimate() => new(
        (long)Math.Round(_ipv4.Estimate()), (long)Math.Round(_ipv6.Estimate()), (long)Math.Round(_ipv6Networks.Estimate()));

    public void CopyTo(Span<byte> octets)
    {
        _ipv4.CopyTo(octets);
        _ipv6.CopyTo(octets[DistinctSketch.Length..]);
        _ipv6Networks.CopyTo(octets[(2 * DistinctSketch.Length)..]);
    }

    /// <summary>False for what no sketches have written; what is in these then means nothing.</summary>
    public bool TryRead(ReadOnlySpan<byte> octets) =>
        octets.Length == Length
        && _ipv4.TryRead(octets[..DistinctSketch.Length])
        && _ipv6.TryRead(octets[DistinctSketch.Length..(2 * DistinctSketch.Length)])
        && _ipv6Networks.TryRead(octets[(2 * DistinctSketch.Length)..]);
}
