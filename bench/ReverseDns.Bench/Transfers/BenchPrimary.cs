using System.Globalization;
using System.Net;
using ReverseDns.Protocol;
using ReverseDns.Server;
using ReverseDns.Transfer;
using ReverseDns.Zones;

namespace ReverseDns.Bench.Transfers;

/// <summary>Our server in this process, with zones whose versions differ by their serial and what a change says.</summary>
internal sealed class BenchPrimary : IAsyncDisposable
{
    private static readonly byte[] Host = DomainName.Parse("host.pool.example.net.").Wire.ToArray();
    private static readonly byte[] Server = DomainName.Parse("ns.example.net.").Wire.ToArray();

    private readonly ZoneStore _store = new();
    private readonly DnsServer _server;
    private ZoneTable _table = ZoneTable.Empty;

    public BenchPrimary(ZoneHistory? history)
    {
        var settings = new TransferSettings
        {
            Rules = [new TransferRule(AddressPrefix.AllIPv4, Key: null)],
            MaxTransfersPerClient = 1_000,
            MaxTransfers = 1_000,
        };
        Transfers = new TransferResponder(settings, history);
        var options = new ServerOptions { Listen = [new IPEndPoint(IPAddress.Loopback, 0)], Workers = 1, PinWorkers = false };
        _server = new DnsServer(options, _store, transfers: Transfers);
        _server.Start();
    }

    public TransferResponder Transfers { get; }

    public int Port => _server.Addresses[0].Port;

    /// <summary>All that has been asked over UDP.</summary>
    public long Probes => _server.Counters.Requests(Transport.Udp);

    public void Publish(IEnumerable<CompiledZone> zones)
    {
        _table = ZoneTable.Create(zones.Select(zone => new ServedZone(zone.Origin, zone)));
        _store.Publish(_table);
    }

    /// <summary>Puts a version in the place of the one before.</summary>
    public void Replace(CompiledZone zone)
    {
        _table = _table.With([new ServedZone(zone.Origin, zone)]);
        _store.Publish(_table);
    }

    /// <summary>A zone of PTR records.</summary>
    public static CompiledZone Compile(DomainName origin, uint serial, int names)
    {
        using var builder = new ZoneContentsBuilder(origin);
        AddSoa(builder, serial);
        builder.Add(origin.Wire, RecordType.NS, 3600, Server);
        for (int name = 0; name < names; name++)
        {
            builder.Add(NameOf(origin, name).Wire, RecordType.PTR, 3600, Host);
        }

        using ZoneContents contents = builder.Build();
        return CompiledZone.Compile(contents);
    }

    /// <summary>The change from a serial to the next one: as many names have another host.</summary>
    public static ZoneDiff Change(DomainName origin, uint from, int first, int names)
    {
        byte[] after = DomainName.Parse("other.pool.example.net.").Wire.ToArray();
        return new ZoneDiff(new Serial(from), new Serial(from + 1), Side(from, Host), Side(from + 1, after));

        ZoneContents Side(uint serial, byte[] host)
        {
            using var builder = new ZoneContentsBuilder(origin);
            AddSoa(builder, serial);
            for (int name = first; name < first + names; name++)
            {
                builder.Add(NameOf(origin, name).Wire, RecordType.PTR, 3600, host);
            }

            return builder.Build();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _store.Publish(ZoneTable.Empty);
    }

    private static DomainName NameOf(DomainName origin, int name) => DomainName.Parse(string.Create(
        CultureInfo.InvariantCulture, $"{name & 255}.{(name >> 8) & 255}.{name >> 16}.{origin}"));

    private static void AddSoa(ZoneContentsBuilder builder, uint serial)
    {
        byte[] numbers = [.. new[] { serial, 7_200u, 900u, 1_209_600u, 300u }.SelectMany(
            number => new[] { (byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number })];
        builder.Add(builder.Origin.Wire, RecordType.SOA, 3600, [.. Server, .. Server, .. numbers]);
    }
}
