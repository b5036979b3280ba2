using System.Net;
using ReverseDns.Protocol;
using ReverseDns.Server;
using ReverseDns.Zones;

namespace ReverseDns.Interop.Tests.Peers;

/// <summary>Our own server, with the same zone files read by our own reader.</summary>
public sealed class OurServer : IAsyncDisposable
{
    private readonly DnsServer _server;
    private readonly List<CompiledZone> _zones;

    private OurServer(DnsServer server, List<CompiledZone> zones) => (_server, _zones) = (server, zones);

    public IPEndPoint Address => _server.Addresses[0];

    /// <param name="synthesis">What zones answer beyond their records; null: nothing.</param>
    public static OurServer Start(IReadOnlyList<PeerZone> zones, Func<DomainName, ZoneSynthesis>? synthesis = null)
    {
        List<CompiledZone> compiled = [.. zones.Select(Load)];
        var store = new ZoneStore();
        store.Publish(ZoneTable.Create(compiled.Select(zone => new ServedZone(zone.Origin, zone) { Synthesis = synthesis?.Invoke(zone.Origin) })));
        var options = new ServerOptions
        {
            Listen = [new IPEndPoint(IPAddress.Loopback, 0)],
            Workers = 1,
            PinWorkers = false,
            Edns = new EdnsOptions { Ipv4PayloadLimit = PeerKind.MaxPayload },
        };
        var server = new DnsServer(options, store);
        server.Start();
        return new OurServer(server, compiled);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _zones.ForEach(zone => zone.Dispose());
    }

    private static CompiledZone Load(PeerZone zone)
    {
        var diagnostics = new List<ZoneDiagnostic>();
        using ZoneContents? contents = ZoneFile.Read(zone.File, zone.Origin, ZoneFileOptions.Default, diagnostics, out _);
        return contents is null
            ? throw new InvalidOperationException($"{zone.Origin} cannot be read: {string.Join('\n', diagnostics)}")
            : CompiledZone.Compile(contents);
    }
}
