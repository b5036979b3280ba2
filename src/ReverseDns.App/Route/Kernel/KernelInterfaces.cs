using System.ComponentModel;
using System.Net;

namespace ReverseDns.App.Route.Kernel;

/// <summary>
/// Interfaces and their addresses. An address that is put for some seconds goes by itself when nobody renews it: the kernel
/// keeps that promise though every process here is dead or stopped.
/// </summary>
internal sealed class KernelInterfaces(NetlinkSocket netlink)
{
    public const uint Forever = uint.MaxValue;

    private const int NoDeviceError = 19;
    private const int NoAddressError = 99;
    private const int InterfaceName = 3;
    private const int LinkInformation = 18;
    private const int LinkKind = 1;
    private const int IsUp = 1;
    private const int PeerAddress = 1;
    private const int LocalAddress = 2;
    private const int CacheInformation = 6;
    private const int AddressFlags = 8;
    private const int RoutePriority = 9;
    private const uint NoDuplicateDetection = 0x02;
    private const byte Ipv4 = 2;
    private const byte Ipv6 = 10;
    private const int InterfaceMessage = 16;
    private const int AddressMessage = 8;

    /// <summary>What leads nowhere, in the order of preference. A kernel may have neither.</summary>
    private static readonly string[] Kinds = ["dummy", "ifb"];

    /// <summary>Makes the interface when there is none, and sets it up.</summary>
    /// <exception cref="IOException">It cannot be had.</exception>
    public uint Require(string name)
    {
        if (Find(name) is (uint found, bool isUp))
        {
            return isUp ? found : SetUp(name, found);
        }

        int error = 0;
        foreach (string kind in Kinds)
        {
            error = netlink.Ask(NetlinkKind.NewLink, NetlinkFlags.Create | NetlinkFlags.Exclusive, new byte[InterfaceMessage], request =>
                request.Attribute(InterfaceName, name).Nested(LinkInformation, LinkKind, kind));
            if (error == 0 && Find(name) is (uint made, _))
            {
                return SetUp(name, made);
            }
        }

        throw Failure($"interface {name} cannot be made", error);
    }

    /// <summary>Its index; null: there is none.</summary>
    public (uint Index, bool IsUp)? Find(string name)
    {
        (uint, bool)? found = null;
        int error = netlink.Ask(
            NetlinkKind.GetLink,
            NetlinkFlags.None,
            new byte[InterfaceMessage],
            request => request.Attribute(InterfaceName, name),
            (kind, body) =>
            {
                if (kind == NetlinkKind.NewLink && body.Length >= InterfaceMessage)
                {
                    found = (BitConverter.ToUInt32(body[4..]), (BitConverter.ToUInt32(body[8..]) & IsUp) != 0);
                }
            });
        return error is 0 or NoDeviceError ? found : throw Failure($"interface {name}", error);
    }

    /// <summary>Puts an address, or renews it.</summary>
    /// <param name="seconds">How long it stays when it is not renewed.</param>
    /// <param name="metric">Of its connected route, where there are several.</param>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public void Put(uint link, AnnouncedAddress address, uint seconds, uint metric)
    {
        int error = netlink.Ask(NetlinkKind.NewAddress, NetlinkFlags.Create | NetlinkFlags.Replace, Fixed(link, address), request =>
        {
            Write(request, address);
            byte[] times = new byte[16];
            BitConverter.TryWriteBytes(times, seconds);
            BitConverter.TryWriteBytes(times.AsSpan(4), seconds);
            request.Attribute(CacheInformation, times);
            request.Attribute(RoutePriority, metric);
            if (address.IsIpv6)
            {
                request.Attribute(AddressFlags, NoDuplicateDetection);
            }
        });
        if (error != 0)
        {
            throw Failure($"address {address} cannot be put", error);
        }
    }

    /// <summary>Takes an address away; that it is not there is as good.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public void Remove(uint link, AnnouncedAddress address)
    {
        int error = netlink.Ask(NetlinkKind.DeleteAddress, NetlinkFlags.None, Fixed(link, address), request => Write(request, address));
        if (error is not 0 and not NoAddressError)
        {
            throw Failure($"address {address} cannot be removed", error);
        }
    }

    /// <summary>All that an interface has.</summary>
    public IReadOnlyList<AnnouncedAddress> Addresses(uint link)
    {
        var addresses = new List<AnnouncedAddress>();
        int error = netlink.Ask(NetlinkKind.GetAddress, NetlinkFlags.Dump, new byte[AddressMessage], attributes: null, (kind, body) =>
        {
            if (kind == NetlinkKind.NewAddress && TryReadAddress(body, out uint index, out AnnouncedAddress? address) && index == link)
            {
                addresses.Add(address!);
            }
        });
        return error == 0 ? addresses : throw Failure("addresses", error);
    }

    public static bool TryReadAddress(ReadOnlySpan<byte> body, out uint link, out AnnouncedAddress? address)
    {
        (link, address) = (0, null);
        if (body.Length < AddressMessage)
        {
            return false;
        }

        int size = body[0] == Ipv4 ? 4 : body[0] == Ipv6 ? 16 : 0;
        if (size == 0 || body[1] > size * 8)
        {
            return false;
        }

        link = BitConverter.ToUInt32(body[4..]);
        var reader = new NetlinkReader(body[AddressMessage..]);
        while (reader.TryReadAttribute(out int type, out ReadOnlySpan<byte> value))
        {
            // IPv6 has no local address where there is no peer.
            if (value.Length == size && (type == LocalAddress || (type == PeerAddress && address is null)))
            {
                address = new AnnouncedAddress(new IPAddress(value), body[1]);
            }
        }

        return address is not null;
    }

    private static byte[] Fixed(uint link, AnnouncedAddress address) =>
        [address.IsIpv6 ? Ipv6 : Ipv4, (byte)address.PrefixLength, 0, 0, .. BitConverter.GetBytes(link)];

    private static void Write(NetlinkWriter request, AnnouncedAddress address)
    {
        byte[] octets = address.Address.GetAddressBytes();
        request.Attribute(LocalAddress, octets).Attribute(PeerAddress, octets);
    }

    private uint SetUp(string name, uint link)
    {
        byte[] change = new byte[InterfaceMessage];
        BitConverter.TryWriteBytes(change.AsSpan(4), link);
        BitConverter.TryWriteBytes(change.AsSpan(8), IsUp);
        BitConverter.TryWriteBytes(change.AsSpan(12), IsUp);
        int error = netlink.Ask(NetlinkKind.NewLink, NetlinkFlags.None, change);
        return error == 0 ? link : throw Failure($"interface {name} cannot be set up", error);
    }

    private static IOException Failure(string what, int error) => new($"{what}: {new Win32Exception(error).Message}");
}
