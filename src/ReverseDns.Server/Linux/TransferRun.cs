using ReverseDns.Transfer;

namespace ReverseDns.Server;

/// <summary>A transfer on a connection that it has for itself until it has ended.</summary>
/// <param name="first">Octets of earlier answers, to be sent before it.</param>
internal sealed class TransferRun(ZoneTransfer transfer, int descriptor, byte[] first)
{
    public ZoneTransfer Transfer { get; } = transfer;

    public int Descriptor { get; } = descriptor;

    public byte[] First { get; } = first;

    public SocketName Client { get; init; }

    public bool IsIpv6 { get; init; }

    /// <summary>Requests on the connection so far.</summary>
    public int Requests { get; init; }

    /// <summary>The client has not got all of it: the connection is to be closed.</summary>
    public bool IsLost { get; set; }

    /// <summary>Octets that came behind the request.</summary>
    public byte[] Rest { get; init; } = [];
}
