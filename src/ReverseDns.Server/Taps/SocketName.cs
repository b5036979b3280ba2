using System.Buffers.Binary;
using System.Net;

namespace ReverseDns.Server;

/// <summary>One end of an exchange.</summary>
/// <param name="Address">As a number; an IPv4 address uses the low 32 bits.</param>
public readonly record struct SocketName(UInt128 Address, ushort Port)
{
    public const int Ipv4Length = 4;
    public const int Ipv6Length = 16;

    private const int PortOffset = 2;
    private const int Ipv4AddressOffset = 4;
    private const int Ipv6AddressOffset = 8;

    public static SocketName Of(EndPoint? endpoint)
    {
        if (endpoint is not IPEndPoint socket)
        {
            return default;
        }

        Span<byte> octets = stackalloc byte[Ipv6Length];
        _ = socket.Address.TryWriteBytes(octets, out int length);
        return new SocketName(ReadAddress(octets, length == Ipv6Length), (ushort)socket.Port);
    }

    /// <summary>Reads struct sockaddr_in or sockaddr_in6: family, port, and with IPv6 the flow label, before the address.</summary>
    internal static SocketName Read(ReadOnlySpan<byte> octets, bool isIpv6) => new(
        ReadAddress(octets[(isIpv6 ? Ipv6AddressOffset : Ipv4AddressOffset)..], isIpv6),
        BinaryPrimitives.ReadUInt16BigEndian(octets[PortOffset..]));

    internal static UInt128 ReadAddress(ReadOnlySpan<byte> octets, bool isIpv6) => isIpv6
        ? BinaryPrimitives.ReadUInt128BigEndian(octets)
        : BinaryPrimitives.ReadUInt32BigEndian(octets);

    /// <summary>Writes the address as messages have it; returns how many octets that is.</summary>
    public int WriteAddress(Span<byte> octets, bool isIpv6)
    {
        if (isIpv6)
        {
            BinaryPrimitives.WriteUInt128BigEndian(octets, Address);
            return Ipv6Length;
        }

        BinaryPrimitives.WriteUInt32BigEndian(octets, (uint)Address);
        return Ipv4Length;
    }
}
