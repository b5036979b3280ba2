using System.Net.Sockets;
using ReverseDns.Protocol;

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
    private long _filtered;
    private bool _isFiltered;

    public bool IsIpv6 { get; } = socket.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>From now on the kernel drops what these send; nobody: none.</summary>
    public void Filter(IReadOnlyList<AddressPrefix> prefixes)
    {
        lock (_reading)
        {
            Count();
            if (OperatingSystem.IsLinux() && !socket.SafeHandle.IsClosed && SocketFilter.TrySet(_descriptor, prefixes))
            {
                _isFiltered = prefixes.Count > 0;
            }
        }
    }

    /// <summary>Dropped while a filter was there.</summary>
    public long ReadFiltered()
    {
        lock (_reading)
        {
            Count();
            return _filtered;
        }
    }

    /// <summary>Dropped while there was none. From any thread. The kernel counts to 2^32; what was read last stands when the socket is closed.</summary>
    public long Read()
    {
        lock (_reading)
        {
            Count();
            return _total;
        }
    }

    private unsafe void Count()
    {
        uint* fields = stackalloc uint[Fields];
        fields[DropsField] = _last;
        uint length = Fields * sizeof(uint);
        bool isRead = OperatingSystem.IsLinux() && !socket.SafeHandle.IsClosed
            && LinuxCalls.GetOption(_descriptor, SocketLevel, MemoryInformation, fields, &length) == 0;
        if (isRead)
        {
            uint more = unchecked(fields[DropsField] - _last);
            (_total, _filtered) = _isFiltered ? (_total, _filtered + more) : (_total + more, _filtered);
            _last = fields[DropsField];
        }
    }
}
