using System.Net;
using System.Net.Sockets;
using ReverseDns.Zones;

namespace ReverseDns.Server;

public sealed class ServerOptions
{
    /// <summary>Where to answer, over UDP and TCP alike. Port 0 takes any free port, the same for both.</summary>
    public IReadOnlyList<IPEndPoint> Listen { get; init; } = [];

    /// <summary>Each worker has a socket of its own for each address and transport; one worker a core is best.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Keeps worker n on the n-th core that the process may use.</summary>
    public bool PinWorkers { get; init; } = true;

    public UdpOptions Udp { get; init; } = new();

    public TcpOptions Tcp { get; init; } = new();

    public TlsOptions Tls { get; init; } = new();

    public EdnsOptions Edns { get; init; } = new();

    public IdentityOptions Identity { get; init; } = new();

    public CookieOptions Cookies { get; init; } = new();

    public RateLimitOptions RateLimit { get; init; } = new();

    public OnlineSigningOptions OnlineSigning { get; init; } = new();

    /// <summary>Plain sockets as on other platforms, on Linux too.</summary>
    internal bool PlainSockets { get; init; } = !OperatingSystem.IsLinux();

    /// <summary>False: look-ups and what they took are not counted, to show what counting costs.</summary>
    internal bool CountsTraffic { get; init; } = true;

    /// <summary>All that is wrong, at once; empty when the server can start with these options.</summary>
    public IReadOnlyList<string> Validate() =>
        [.. ListenErrors(), .. Udp.Errors(), .. Tcp.Errors(), .. Tls.Errors(), .. Edns.Errors(), .. Identity.Errors(), .. Cookies.Errors(), .. RateLimit.Errors(), .. OnlineSigning.Errors()];

    private IEnumerable<string> ListenErrors()
    {
        if (Listen.Count == 0)
        {
            yield return "listen: no address";
        }

        foreach (IPEndPoint address in Listen.Concat(Tls.Listen).Where(address => address.Port != 0).GroupBy(x => x).Where(x => x.Count() > 1).Select(x => x.Key))
        {
            yield return $"listen: {address} is listed twice";
        }

        foreach (IPEndPoint address in Listen.Concat(Tls.Listen))
        {
            if (address.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
            {
                yield return $"listen: {address} is neither IPv4 nor IPv6";
            }
        }

        if (Workers is < 1 or > 1_024)
        {
            yield return $"workers: {Workers}, must be 1 to 1024";
        }
    }
}
