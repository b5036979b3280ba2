using System.Buffers.Binary;
using ReverseDns.Protocol;
using ReverseDns.Server;

namespace ReverseDns.App.Top;

/// <summary>What of a sample is an item of which list, and what an item is called.</summary>
internal static class SampleNames
{
    private const int Ipv4PrefixOctets = 3;
    private const int Ipv6PrefixOctets = 6;
    private const byte Ipv4 = 4;
    private const byte Ipv6 = 6;

    /// <summary>Labels above in-addr.arpa or ip6.arpa: /8 and /16, /12 and /32.</summary>
    private const int WideIpv4 = 1;
    private const int NarrowIpv4 = 2;
    private const int WideIpv6 = 3;
    private const int NarrowIpv6 = 8;

    private const int ArpaLabels = 2;

    /// <summary>The client's /24 or /48. Returns how much was written.</summary>
    public static int WriteClient(TrafficSample sample, Span<byte> item)
    {
        if (!sample.IsIpv6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(item[1..], (uint)sample.Address);
            item[0] = Ipv4;
            return 1 + Ipv4PrefixOctets;
        }

        BinaryPrimitives.WriteUInt128BigEndian(item[1..], sample.Address);
        item[0] = Ipv6;
        return 1 + Ipv6PrefixOctets;
    }

    /// <summary>The end of a name that has so many labels, besides the root; empty when it has fewer.</summary>
    public static ReadOnlySpan<byte> EndOf(ReadOnlySpan<byte> name, int labels)
    {
        int surplus = WireName.CountLabels(name) - labels;
        return surplus < 0 ? [] : WireName.Skip(name, surplus);
    }

    /// <summary>The block of addresses that a reverse name is in, as a name; empty for others.</summary>
    public static ReadOnlySpan<byte> BlockOf(ReadOnlySpan<byte> name, bool isWide)
    {
        bool isIpv4 = WireName.IsAtOrBelow(name, ReverseName.InAddrArpa.Wire);
        bool isIpv6 = !isIpv4 && WireName.IsAtOrBelow(name, ReverseName.Ip6Arpa.Wire);
        int labels = isIpv4 ? (isWide ? WideIpv4 : NarrowIpv4) : isWide ? WideIpv6 : NarrowIpv6;
        return isIpv4 || isIpv6 ? EndOf(name, ArpaLabels + labels) : [];
    }

    public static TopEntry DescribeClient(TopItem item, int oneIn)
    {
        ReadOnlySpan<byte> octets = item.Octets.Span;
        bool isIpv6 = octets[0] == Ipv6;
        Span<byte> address = stackalloc byte[isIpv6 ? 16 : 4];
        address.Clear();
        octets[1..].CopyTo(address);
        string text = $"{new System.Net.IPAddress(address)}/{(isIpv6 ? 48 : 24)}";
        return Entry(text, prefix: null, item, oneIn);
    }

    public static TopEntry DescribeType(TopItem item, int oneIn) => Entry(
        RecordTypes.ToPresentation((RecordType)BinaryPrimitives.ReadUInt16BigEndian(item.Octets.Span)), prefix: null, item, oneIn);

    public static TopEntry DescribeName(TopItem item, int oneIn)
    {
        var name = DomainName.FromWire(item.Octets.Span);
        return Entry(name.ToString(), ReverseName.TryParse(name, out AddressPrefix prefix) ? prefix.ToString() : null, item, oneIn);
    }

    private static TopEntry Entry(string name, string? prefix, TopItem item, int oneIn) =>
        new(name, prefix, item.Count * oneIn, item.Error * oneIn);
}
