using System.Net.Sockets;

namespace ReverseDns.Server;

/// <summary>Datagrams that the kernel had no room for in a socket's buffer, as it has counted them itself (SO_MEMINFO).</summary>
internal sealed class SocketDrops(Socket socket)
{
    private const int SocketLevel = 1;
    private const int MemoryInformation = 55;
    private const int Fields = 9;
    private const int DropsField = 8;

    private readonly Lock _reading = new();
    private readonly int _descriptor = (int)socket.Handle;
    private uint _last;
    private long _total;

    public bool IsIpv6 { get; } = socket.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>From any thread. The kernel counts to 2^32; what was read last stands when the socket is closed.</summary>
    public unsafe long Read()
    {
        lock (_reading)
        {
            uint* fields = stackalloc uint[Fields];
            fields[DropsField] = _last;
            uint length = Fields * sizeof(uint);
            bool isRead = OperatingSystem.IsLinux() && !socket.SafeHandle.IsClosed
                && LinuxCalls.GetOption(_descriptor, SocketLevel, MemoryInformation, fields, &length) == 0;
            if (isRead)
            {
                _total += unchecked(fields[DropsField] - _last);
                _last = fields[DropsField];
            }

            return _total;
        }
    }
}
