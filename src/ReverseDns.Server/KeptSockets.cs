using System.Net;
using System.Net.Sockets;

namespace ReverseDns.Server;

/// <summary>
/// Bound sockets of a process before this one that were kept open: what has come to them since waits in them. Those whose
/// address is not listened on any more are closed.
/// </summary>
public sealed class KeptSockets : IDisposable
{
    private readonly List<Socket> _sockets = [];

    /// <param name="descriptors">Owned by this from now on.</param>
    public KeptSockets(IEnumerable<int> descriptors)
    {
        ArgumentNullException.ThrowIfNull(descriptors);
        foreach (int descriptor in descriptors)
        {
            var handle = new SafeSocketHandle(descriptor, ownsHandle: true);
            try
            {
                _sockets.Add(new Socket(handle));
            }
            catch (Exception e) when (e is SocketException or ArgumentException)
            {
                // Not a socket: whoever kept it meant something else.
                handle.Dispose();
            }
        }
    }

    /// <summary>Has another process keep sockets, which this one goes on with.</summary>
    /// <param name="text">What it is told beside them, with each part of them.</param>
    /// <param name="process">Connected to it: a Unix socket of datagrams.</param>
    /// <returns>False: not all have been taken.</returns>
    public static bool Give(IReadOnlyList<Socket> sockets, ReadOnlySpan<byte> text, Socket process)
    {
        ArgumentNullException.ThrowIfNull(process);
        bool areGiven = true;
        foreach (Socket[] some in sockets.Chunk(RightsMessage.Most))
        {
            areGiven &= RightsMessage.TrySend((int)process.Handle, text, Array.ConvertAll(some, socket => (int)socket.Handle));
        }

        return areGiven;
    }

    public void Dispose()
    {
        _sockets.ForEach(socket => socket.Dispose());
        _sockets.Clear();
    }

    /// <summary>Null: there is none of this kind, or all have been taken.</summary>
    internal Socket? Take(IPEndPoint address, SocketType type)
    {
        int place = _sockets.FindIndex(socket => socket.SocketType == type && address.Equals(socket.LocalEndPoint));
        if (place < 0)
        {
            return null;
        }

        Socket taken = _sockets[place];
        _sockets.RemoveAt(place);
        return taken;
    }
}
