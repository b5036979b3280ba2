using System.Net;
using ReverseDns.Zones;

namespace ReverseDns.Server.Tests;

internal static class Servers
{
    /// <summary>How long a test waits for what must come; only a failing test waits so long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static IPEndPoint AnyPort { get; } = new(IPAddress.Loopback, 0);

    public static DnsServer Start(params IPEndPoint[] listen) =>
        Start(new ServerOptions { Listen = listen.Length == 0 ? [AnyPort] : listen, Workers = 1, PinWorkers = false });

    public static DnsServer Start(ZoneStore zones) =>
        Start(new ServerOptions { Listen = [AnyPort], Workers = 1, PinWorkers = false }, zones);

    public static DnsServer Start(TcpOptions tcp, TimeProvider? clock = null) =>
        Start(new ServerOptions { Listen = [AnyPort], Workers = 1, PinWorkers = false, Tcp = tcp }, clock: clock);

    public static DnsServer Start(ServerOptions options, ZoneStore? zones = null, TimeProvider? clock = null)
    {
        var server = new DnsServer(options, zones ?? new ZoneStore(), clock);
        server.Start();
        return server;
    }
}
