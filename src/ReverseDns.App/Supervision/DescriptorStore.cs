using System.Globalization;
using System.Net.Sockets;
using System.Text;
using ReverseDns.Server;

namespace ReverseDns.App.Supervision;

/// <summary>
/// Sockets that the service manager keeps open from one process to the next (FileDescriptorStoreMax= of the unit): given
/// away over its socket, and found again from descriptor 3 on, as LISTEN_FDS says.
/// </summary>
internal sealed class DescriptorStore
{
    public const string Name = "dns";

    private const int First = 3;

    private int _found;

    /// <param name="variable">The environment.</param>
    public DescriptorStore(Func<string, string?> variable)
    {
        bool isOurs = string.Equals(
            variable("LISTEN_PID"), Environment.ProcessId.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        _found = isOurs && int.TryParse(variable("LISTEN_FDS"), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0;
    }

    public KeptSockets? Take()
    {
        int found = Interlocked.Exchange(ref _found, 0);
        return found > 0 ? new KeptSockets(Enumerable.Range(First, found)) : null;
    }

    /// <summary>A manager that takes none is not to be known by asking: then the sockets end with this process.</summary>
    /// <exception cref="SocketException">It cannot be reached.</exception>
    public static void Keep(IReadOnlyList<Socket> sockets, UnixDomainSocketEndPoint manager)
    {
        using var connected = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        connected.Connect(manager);

        // What it polls it closes when an error is pending there; it is not asked to look.
        KeptSockets.Give(sockets, Encoding.ASCII.GetBytes($"FDSTORE=1\nFDNAME={Name}\nFDPOLL=0"), connected);
    }
}
