using System.Net.Sockets;
using System.Text;

namespace ReverseDns.App.Route.Guard;

/// <summary>systemd, where it has started this process and wants to hear of it (sd_notify).</summary>
internal sealed class ServiceManager : IDisposable
{
    private readonly Socket? _socket;

    public ServiceManager()
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is { Length: > 1 } path)
        {
            _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
            try
            {
                // A name that begins with '@' is of the abstract namespace.
                _socket.Connect(new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path));
            }
            catch (SocketException)
            {
                _socket.Dispose();
                _socket = null;
            }
        }
    }

    public void SayReady() => Say("READY=1");

    public void SayAlive() => Say("WATCHDOG=1");

    public void Dispose() => _socket?.Dispose();

    private void Say(string line)
    {
        try
        {
            _socket?.Send(Encoding.ASCII.GetBytes(line));
        }
        catch (SocketException)
        {
            // Said again soon, and systemd acts when it hears nothing.
        }
    }
}
