using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ReverseDns.Server;

/// <summary>The open connections of a <see cref="StreamWorker"/>, the one without a request for longest first.</summary>
internal sealed class StreamClients(TcpLimits limits)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<(Socket Socket, UInt128 Prefix)> _byLastRequest = [];

    /// <summary>Closes another one where the limits ask for it, and returns that.</summary>
    public Socket? Add(Socket socket, IPAddress address)
    {
        bool isIpv6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        UInt128 prefix = limits.Prefix(ToNumber(address), isIpv6);
        lock (_lock)
        {
            Socket? evicted = null;
            if (_byLastRequest.Count(client => client.Prefix == prefix) >= limits.ConnectionsPerPrefix)
            {
                evicted = _byLastRequest.First(client => client.Prefix == prefix).Socket;
            }
            else if (_byLastRequest.Count >= limits.Connections)
            {
                evicted = _byLastRequest.First!.Value.Socket;
            }

            _byLastRequest.AddLast((socket, prefix));
            if (evicted is not null)
            {
                _byLastRequest.Remove(Find(evicted)!);
                evicted.Dispose();
            }

            return evicted;
        }
    }

    public void MakeNewest(Socket socket)
    {
        lock (_lock)
        {
            if (Find(socket) is { } node)
            {
                _byLastRequest.Remove(node);
                _byLastRequest.AddLast(node);
            }
        }
    }

    /// <summary>False when it has been closed to make room.</summary>
    public bool Remove(Socket socket)
    {
        lock (_lock)
        {
            if (Find(socket) is not { } node)
            {
                return false;
            }

            _byLastRequest.Remove(node);
            return true;
        }
    }

    public void CloseAll()
    {
        lock (_lock)
        {
            foreach ((Socket socket, _) in _byLastRequest)
            {
                socket.Dispose();
            }
        }
    }

    private LinkedListNode<(Socket Socket, UInt128 Prefix)>? Find(Socket socket)
    {
        LinkedListNode<(Socket Socket, UInt128 Prefix)>? node = _byLastRequest.Last;
        while (node is not null && node.Value.Socket != socket)
        {
            node = node.Previous;
        }

        return node;
    }

    private static UInt128 ToNumber(IPAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        octets.Clear();
        return address.TryWriteBytes(octets, out int written) && written == 4
            ? BinaryPrimitives.ReadUInt32BigEndian(octets)
            : BinaryPrimitives.ReadUInt128BigEndian(octets);
    }
}
