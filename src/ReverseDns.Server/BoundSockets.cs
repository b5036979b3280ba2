using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ReverseDns.Server;

/// <summary>
/// The sockets of one listen address, for each worker one of UDP and one of TCP. The first is bound without
/// SO_REUSEPORT: so an address that another server has is an error, not a share of its clients.
/// </summary>
internal sealed class BoundSockets : IDisposable
{
    private const int AttemptsForFreePort = 50;
    private const int SocketLevel = 1;
    private const int ReusePort = 15;
    private const int SendBufferForce = 32;
    private const int ReceiveBufferForce = 33;
    private const int Ipv4MtuDiscover = 10;
    private const int Ipv6MtuDiscover = 23;
    private const int OmitPathMtu = 5;
    private const int ProbePathMtu = 3;

    private readonly List<Socket> _sockets = [];
    private readonly List<Socket> _udp = [];
    private readonly List<Socket> _tcp = [];
    private readonly ServerOptions _options;
    private readonly KeptSockets? _kept;

    private BoundSockets(ServerOptions options, KeptSockets? kept) => (_options, _kept) = (options, kept);

    public IReadOnlyList<Socket> Udp => _udp;

    public IReadOnlyList<Socket> Tcp => _tcp;

    public IPEndPoint Address => (IPEndPoint)_sockets[0].LocalEndPoint!;

    public bool IsWildcard => Address.Address.Equals(IPAddress.Any) || Address.Address.Equals(IPAddress.IPv6Any);

    /// <summary>Sockets that can be shared out to this many workers; 1 where the platform has no SO_REUSEPORT.</summary>
    /// <param name="kept">Taken where they fit, instead of new ones.</param>
    public static BoundSockets Bind(IPEndPoint address, int workers, ServerOptions options, KeptSockets? kept = null)
    {
        for (int attempt = 1; ; attempt++)
        {
            var bound = new BoundSockets(options, kept);
            try
            {
                bound.Bind(address, workers);
                return bound;
            }
            catch (SocketException error) when (
                address.Port == 0 && error.SocketErrorCode == SocketError.AddressAlreadyInUse && attempt < AttemptsForFreePort)
            {
                // UDP's free port is taken in TCP: another one.
                bound.Dispose();
            }
            catch (SocketException)
            {
                bound.Dispose();
                throw;
            }
        }
    }

    /// <summary>A socket that TLS clients come to.</summary>
    public static BoundSockets BindTls(IPEndPoint address, ServerOptions options)
    {
        var bound = new BoundSockets(options, kept: null);
        try
        {
            bound._tcp.Add(bound.Bind(address, SocketType.Stream, ProtocolType.Tcp, isFirst: true));
            bound.Listen(options.Tls.Connections.Backlog);
            return bound;
        }
        catch (SocketException)
        {
            bound.Dispose();
            throw;
        }
    }

    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());

    private void Bind(IPEndPoint address, int workers)
    {
        for (int worker = 0; worker < workers; worker++)
        {
            _udp.Add(Bind(worker == 0 ? address : Address, SocketType.Dgram, ProtocolType.Udp, isFirst: worker == 0));
            SetBuffers(_udp[^1]);
        }

        for (int worker = 0; worker < workers; worker++)
        {
            _tcp.Add(Bind(Address, SocketType.Stream, ProtocolType.Tcp, isFirst: worker == 0));
        }

        Listen(_options.Tcp.Backlog);
    }

    private void Listen(int backlog)
    {
        foreach (Socket socket in _tcp)
        {
            socket.Blocking = false;
            socket.NoDelay = true;
            socket.Listen(backlog);
        }
    }

    private Socket Bind(IPEndPoint address, SocketType type, ProtocolType protocol, bool isFirst)
    {
        if (_kept?.Take(address, type) is { } kept)
        {
            _sockets.Add(kept);
            return kept;
        }

        var socket = new Socket(address.AddressFamily, type, protocol);
        _sockets.Add(socket);
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.IPv6Only, optionValue: true);
        }

        if (!isFirst)
        {
            SetLinuxOption(socket, SocketLevel, ReusePort, 1);
        }

        socket.Bind(address);
        if (isFirst && OperatingSystem.IsLinux())
        {
            SetLinuxOption(socket, SocketLevel, ReusePort, 1);
        }

        return socket;
    }

    private void SetBuffers(Socket socket)
    {
        socket.ReceiveBufferSize = _options.Udp.ReceiveBufferSize;
        socket.SendBufferSize = _options.Udp.SendBufferSize;
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        TrySetLinuxOption(socket, SocketLevel, ReceiveBufferForce, _options.Udp.ReceiveBufferSize);
        TrySetLinuxOption(socket, SocketLevel, SendBufferForce, _options.Udp.SendBufferSize);
        bool isIpv6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
        int level = isIpv6 ? PacketInformation.Ipv6Level : PacketInformation.Ipv4Level;

        // Path MTUs that anybody could have reported are never believed. What fits any path says "do not fragment" (RFC 9715,
        // section 3.1), which also spares the kernel an identification for each answer.
        bool fits = !isIpv6 && _options.Edns.Ipv4PayloadLimit <= EdnsOptions.FitsAnyPath;
        TrySetLinuxOption(
            socket, level, isIpv6 ? Ipv6MtuDiscover : Ipv4MtuDiscover, fits ? ProbePathMtu : OmitPathMtu);
        if (IsWildcard)
        {
            SetLinuxOption(
                socket, level, isIpv6 ? PacketInformation.Ipv6ReceiveOption : PacketInformation.Ipv4Option, 1);
        }
    }

    private static void SetLinuxOption(Socket socket, int level, int option, int value) =>
        socket.SetRawSocketOption(level, option, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value)));

    /// <summary>For options that a process may lack the capability, or an old kernel the knowledge, to set.</summary>
    private static unsafe void TrySetLinuxOption(Socket socket, int level, int option, int value) =>
        _ = LinuxCalls.SetOption((int)socket.Handle, level, option, &value, sizeof(int));
}
