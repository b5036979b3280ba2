using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ReverseDns.Server;

/// <summary>The listening sockets of one worker. Their tokens in the epoll are their indexes, with generation 0.</summary>
internal sealed unsafe class TcpListeners : IDisposable
{
    private const int LongestAddress = 28;

    private readonly Epoll _epoll;
    private List<Socket> _sockets;

    public TcpListeners(IEnumerable<Socket> sockets, Epoll epoll)
    {
        _sockets = [.. sockets];
        _epoll = epoll;
        Watch();
    }

    public int Count => _sockets.Count;

    public bool ArePaused { get; private set; }

    public int Accept(int listener, out SocketName client, out bool isIpv6, out AcceptError error)
    {
        byte* peer = stackalloc byte[LongestAddress];
        uint length = LongestAddress;
        isIpv6 = false;
        client = default;
        error = AcceptError.Nothing;
        if ((uint)listener >= (uint)_sockets.Count)
        {
            return -1;
        }

        int descriptor = LinuxCalls.Accept(
            (int)_sockets[listener].Handle, peer, &length, LinuxCalls.NonBlockingCloseOnExec);
        if (descriptor < 0)
        {
            error = Explain(Marshal.GetLastPInvokeError());
            return -1;
        }

        error = AcceptError.None;
        isIpv6 = _sockets[listener].AddressFamily == AddressFamily.InterNetworkV6;
        client = SocketName.Read(new ReadOnlySpan<byte>(peer, LongestAddress), isIpv6);
        return descriptor;
    }

    /// <summary>Without descriptors the sockets would be ready all the time and the loop never rest.</summary>
    public void Pause()
    {
        ArePaused = true;
        _sockets.ForEach(socket => _epoll.Remove((int)socket.Handle));
    }

    public void Resume()
    {
        if (ArePaused)
        {
            ArePaused = false;
            Watch();
        }
    }

    public void Dispose()
    {
        _sockets.ForEach(socket => socket.Dispose());
        _sockets = [];
    }

    private void Watch()
    {
        for (int listener = 0; listener < _sockets.Count; listener++)
        {
            if (!_epoll.TryAdd((int)_sockets[listener].Handle, LinuxCalls.EpollIn, (ulong)listener))
            {
                throw new IOException(Marshal.GetLastPInvokeErrorMessage());
            }
        }
    }

    private static AcceptError Explain(int error) => error switch
    {
        LinuxCalls.AgainError => AcceptError.Nothing,
        LinuxCalls.TooManyFilesError or LinuxCalls.FileTableFullError => AcceptError.NoDescriptor,
        _ => AcceptError.Lost,
    };
}
