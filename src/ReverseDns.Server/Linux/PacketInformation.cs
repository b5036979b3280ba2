namespace ReverseDns.Server;

/// <summary>
/// The control message of a datagram on a wildcard socket: the address it was sent to, and so the one its answer must
/// leave from (struct in_pktinfo, struct in6_pktinfo).
/// </summary>
internal static unsafe class PacketInformation
{
    public const int Ipv4Level = 0;
    public const int Ipv4Option = 8;
    public const int Ipv6Level = 41;
    public const int Ipv6ReceiveOption = 49;

    private const int Ipv6Message = 50;

    // size_t length, int level, int type.
    private static readonly int HeaderLength = sizeof(nuint) + 8;

    /// <summary>The address that was asked.</summary>
    public static bool TryReadAddress(byte* control, nuint length, out UInt128 address)
    {
        address = 0;
        if (length < (nuint)(HeaderLength + 12))
        {
            return false;
        }

        int level = *(int*)(control + sizeof(nuint));
        int type = *(int*)(control + sizeof(nuint) + 4);
        byte* content = control + HeaderLength;
        bool isIpv4 = level == Ipv4Level && type == Ipv4Option;
        if (isIpv4)
        {
            address = SocketName.ReadAddress(new ReadOnlySpan<byte>(content + 8, SocketName.Ipv4Length), isIpv6: false);
            return true;
        }

        if (level == Ipv6Level && type == Ipv6Message && length >= (nuint)(HeaderLength + 20))
        {
            address = SocketName.ReadAddress(new ReadOnlySpan<byte>(content, SocketName.Ipv6Length), isIpv6: true);
            return true;
        }

        return false;
    }

    /// <summary>
    /// Makes of the message as received the one to send with the answer. The interface is let go, so that the answer takes
    /// the route that the routing table has; a link-local address is nothing without its interface and keeps it.
    /// </summary>
    public static void TurnAround(byte* control, nuint length)
    {
        if (length < (nuint)(HeaderLength + 12))
        {
            return;
        }

        int level = *(int*)(control + sizeof(nuint));
        int type = *(int*)(control + sizeof(nuint) + 4);
        byte* content = control + HeaderLength;
        if (level == Ipv4Level && type == Ipv4Option)
        {
            // int interface, source to send from, destination asked.
            *(int*)content = 0;
        }
        else if (level == Ipv6Level && type == Ipv6Message && length >= (nuint)(HeaderLength + 20)
            && !(content[0] == 0xFE && (content[1] & 0xC0) == 0x80))
        {
            // Address asked, int interface.
            *(int*)(content + 16) = 0;
        }
    }
}
