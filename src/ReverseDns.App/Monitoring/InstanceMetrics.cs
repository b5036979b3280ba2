using System.Buffers;
using System.Net.Sockets;
using System.Text;
using ReverseDns.App.Health;
using ReverseDns.App.Route;
using ReverseDns.App.Serving;
using ReverseDns.Server;
using ReverseDns.Zones;

namespace ReverseDns.App.Monitoring;

/// <summary>All metrics of an instance, for /metrics and for 'rdns ctl metrics'.</summary>
internal sealed class InstanceMetrics(
    ZoneStates states,
    InstanceHealth health,
    InstanceVerdict verdict,
    DnsServer server,
    ZoneStore store,
    InstanceTransfers transfers,
    InstanceRecords records,
    HttpOptions options,
    string? stateFolder,
    Func<DnstapCounts?> dnstap,
    Func<RouteReport?> route)
{
    private readonly ZoneTrafficMetrics _traffic = new(store, options.BusiestZones);
    private readonly ZoneTransferMetrics _transfers = new(transfers, options.BusiestZones);
    private readonly RegistryMetrics _registry = new(options.BuildReport);
    private ZoneSamples? _spare;

    /// <summary>Every family that an instance has, in the order of the exposition.</summary>
    public static IReadOnlyList<MetricFamily> Families { get; } =
    [
        .. VerdictMetrics.Families, .. ServerMetrics.Families, .. RateLimitMetrics.Families, .. SourceMetrics.Families, .. ZoneTrafficMetrics.Families, .. ZoneMetrics.Families, .. SecondaryMetrics.Families,
        .. TransferMetrics.Families, .. ZoneTransferMetrics.Families, .. StateFolderMetrics.Families, .. DnstapMetrics.Families, .. RouteMetrics.Families, .. RegistryMetrics.Families, .. ProcessMetrics.Families,
    ];

    /// <summary>To be written one after the other. Reads all zones: what is said of them is of one moment.</summary>
    public IEnumerable<Action<ExpositionWriter>> Parts()
    {
        ZoneSamples zones = Interlocked.Exchange(ref _spare, null) ?? new ZoneSamples();
        zones.Take(states.All);
        bool isHealthy = health.IsHealthyButForZones && !zones.IsAnyUnhealthy;
        return
        [
            writer => VerdictMetrics.Write(writer, verdict),
            writer => ServerMetrics.Write(writer, server.Counters, IsListened),
            writer => RateLimitMetrics.Write(writer, server.Counters.Limited),
            writer => SourceMetrics.Write(writer, records.Sources, records.Top),
            _traffic.Write,
            .. ZoneMetrics.Parts(zones, isHealthy, transfers.Publications),
            .. SecondaryMetrics.Parts(zones),
            writer => TransferMetrics.Write(writer, transfers),
            _transfers.Write,
            writer => StateFolderMetrics.Write(writer, stateFolder, zones.JournalBytes),
            writer => DnstapMetrics.Write(writer, dnstap()),
            writer => RouteMetrics.Write(writer, route()),
            _registry.Write,
            ProcessMetrics.Write,
            _ => Volatile.Write(ref _spare, zones),
        ];
    }

    public string WriteText()
    {
        var text = new ArrayBufferWriter<byte>();
        var writer = new ExpositionWriter(text, ExpositionFormat.Text);
        foreach (Action<ExpositionWriter> part in Parts())
        {
            part(writer);
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private bool IsListened(Transport transport, bool isIpv6) =>
        (transport == Transport.Tls ? server.TlsAddresses : server.Addresses)
            .Any(address => address.AddressFamily == (isIpv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork));
}
