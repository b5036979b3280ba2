using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ReverseDns.Protocol;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Interop.Tests.Peers;

/// <summary>A running server of others on a free port of 127.0.0.1, stopped by its process id.</summary>
public sealed class PeerServer : IAsyncDisposable
{
    private const int Polls = 200;
    private const int QuietPolls = 20;
    private static readonly TimeSpan BetweenPolls = TimeSpan.FromMilliseconds(100);
    private readonly Process _process;
    private readonly Task<string> _errors;
    private bool _isDisposed;

    private PeerServer(PeerKind kind, IPEndPoint address, Process process)
    {
        (Kind, Address, _process) = (kind, address, process);
        _errors = process.StandardError.ReadToEndAsync();
    }

    public PeerKind Kind { get; }

    public IPEndPoint Address { get; }

    /// <summary>Origins of the zones that the server answers for; it may have refused others.</summary>
    public IReadOnlySet<DomainName> Served { get; private set; } = new HashSet<DomainName>();

    public static async Task<PeerServer> StartAsync(PeerKind kind, string folder, IReadOnlyList<PeerZone> zones)
    {
        string home = Directory.CreateDirectory(Path.Combine(folder, kind.Program)).FullName;
        var address = new IPEndPoint(IPAddress.Loopback, FreePort());
        string file = Path.Combine(home, "configuration");
        await File.WriteAllTextAsync(file, kind.Configuration(home, address.Port, zones));
        var start = new ProcessStartInfo(Programs.Require(kind.Program), kind.Arguments(file))
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            WorkingDirectory = home,
        };
        var server = new PeerServer(kind, address, Process.Start(start)!);
        try
        {
            await server.WaitForZonesAsync([.. zones.Select(zone => zone.Origin)]);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (!_process.HasExited)
        {
            await Programs.RunAsync("/", "kill", "-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>Asks until all zones are served, or until some are and no other one comes for a while.</summary>
    private async Task WaitForZonesAsync(IReadOnlyList<DomainName> origins)
    {
        int quiet = 0;
        for (int poll = 0; poll < Polls && quiet < QuietPolls && Served.Count < origins.Count; poll++)
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"{Kind.Name} ended: {await _errors}");
            }

            HashSet<DomainName> served = FindServed(origins);
            quiet = served.Count > 0 && served.Count == Served.Count ? quiet + 1 : 0;
            Served = served;
            await (served.Count < origins.Count ? Task.Delay(BetweenPolls) : Task.CompletedTask);
        }

        if (Served.Count == 0)
        {
            await DisposeAsync();
            throw new InvalidOperationException($"{Kind.Name} serves no zone: {await _errors}");
        }
    }

    private HashSet<DomainName> FindServed(IReadOnlyList<DomainName> origins)
    {
        var served = new HashSet<DomainName>();
        try
        {
            Dialogue.AskUdp(
                Address,
                [.. origins.Select(origin => RequestMessage.Of(new Question(origin, RecordType.SOA, Edns: false, DnssecOk: false, 512)))],
                (index, response) =>
                {
                    if ((response[2] & 0x04) != 0)
                    {
                        served.Add(origins[index]);
                    }
                });
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            served.Clear(); // It does not listen yet.
        }

        return served;
    }

    /// <summary>A port that is free for UDP and TCP now; another program could still be faster.</summary>
    private static int FreePort()
    {
        using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        udp.Bind(tcp.LocalEndPoint!);
        return ((IPEndPoint)tcp.LocalEndPoint!).Port;
    }
}
