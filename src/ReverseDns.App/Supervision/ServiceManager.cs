using System.Globalization;
using System.Net.Sockets;
using System.Text;
using ReverseDns.Server;

namespace ReverseDns.App.Supervision;

/// <summary>
/// Tells who started this process how it does, as sd_notify(3) has it: lines in datagrams to the Unix socket that
/// NOTIFY_SOCKET names. Nothing is told where nobody asks, and nobody who does not listen is waited for. From any thread.
/// </summary>
internal sealed class ServiceManager : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly UnixDomainSocketEndPoint? _address;
    private readonly Socket? _socket;
    private readonly DescriptorStore? _store;

    /// <param name="variable">The environment.</param>
    public ServiceManager(Func<string, string?> variable, TimeProvider clock)
    {
        _clock = clock;
        WatchdogTime = Watchdog(variable);
        if (variable("NOTIFY_SOCKET") is { Length: > 1 } path && path[0] is '/' or '@')
        {
            // Where '@' stands for the zero octet that an abstract socket's name begins with.
            _address = new UnixDomainSocketEndPoint(path[0] == '@' ? '\0' + path[1..] : path);
            _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
            _store = new DescriptorStore(variable);
        }
    }

    public bool IsThere => _socket is not null;

    /// <summary>A process that says nothing for this long is ended and started anew; null: nobody watches.</summary>
    public TimeSpan? WatchdogTime { get; }

    /// <summary>All addresses are answered.</summary>
    public void Ready(string status) => Tell($"READY=1\nSTATUS={Line(status)}");

    /// <summary>Until <see cref="Ready"/> is told again.</summary>
    public void Reloading() => Tell(string.Create(
        CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={(long)_clock.GetElapsedTime(0).TotalMicroseconds}\nSTATUS=reloading"));

    public void Stopping(string status) => Tell($"STOPPING=1\nSTATUS={Line(status)}");

    /// <summary>The process is not stuck.</summary>
    /// <param name="status">What 'systemctl status' shows; null: as before.</param>
    public void Alive(string? status = null) => Tell(status is null ? "WATCHDOG=1" : $"WATCHDOG=1\nSTATUS={Line(status)}");

    /// <summary>What the process before this one has left, once.</summary>
    public KeptSockets? TakeSockets() => _store?.Take();

    /// <summary>If this process ends without <see cref="Forget"/>, the next one goes on with these, and with none that were kept before.</summary>
    public void Keep(IReadOnlyList<Socket> sockets)
    {
        Forget();
        try
        {
            if (_address is not null)
            {
                DescriptorStore.Keep(sockets, _address);
            }
        }
        catch (SocketException)
        {
            // The next process binds its own.
        }
    }

    /// <summary>Nothing is kept: this process closes its sockets itself, or nobody does.</summary>
    public void Forget() => Tell($"FDSTOREREMOVE=1\nFDNAME={DescriptorStore.Name}");

    public void Dispose() => _socket?.Dispose();

    private static TimeSpan? Watchdog(Func<string, string?> variable)
    {
        bool isOurs = variable("WATCHDOG_PID") is not { Length: > 0 } process
            || process.Equals(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return isOurs && long.TryParse(variable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds)
            && microseconds is > 0 and < long.MaxValue / TimeSpan.TicksPerMicrosecond
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;
    }

    private static string Line(string status) => status.ReplaceLineEndings(" ");

    private void Tell(string lines)
    {
        try
        {
            _socket?.SendTo(Encoding.UTF8.GetBytes(lines), _address!);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Nobody listens there, or what listens is full: what it misses is told again with the next sign of life.
        }
    }
}
