using System.Net;
using System.Text;
using ReverseDns.Protocol;
using ReverseDns.Server;
using ReverseDns.Zones;

namespace ReverseDns.Transfer.Tests;

/// <summary>Our server with one zone and its past, giving it to whom the settings allow.</summary>
internal sealed class PrimaryServer : IAsyncDisposable
{
    public const string Zone = "2.0.192.in-addr.arpa.";

    public static readonly TransferRule Anybody = new(AddressPrefix.AllIPv4, Key: null);

    private readonly DnsServer _server;
    private readonly List<ZoneContents> _versions = [];

    public PrimaryServer(TransferSettings settings, bool plainSockets = false, params string[] versions)
        : this(settings, plainSockets, new TlsOptions(), versions)
    {
    }

    public PrimaryServer(TransferSettings settings, TlsOptions tls, params string[] versions)
        : this(settings, plainSockets: false, tls, versions)
    {
    }

    /// <summary>One with no room over UDP for more than it must have.</summary>
    public PrimaryServer(TransferSettings settings, EdnsOptions edns, params string[] versions)
        : this(settings, plainSockets: false, new TlsOptions(), versions, edns)
    {
    }

    private PrimaryServer(TransferSettings settings, bool plainSockets, TlsOptions tls, string[] versions, EdnsOptions? edns = null)
    {
        Store = new ZoneStore();
        Transfers = new TransferResponder(settings, ReadHistory);
        foreach (string version in versions.Length == 0 ? [Version(1)] : versions)
        {
            Publish(version);
        }

        _server = new DnsServer(
            new ServerOptions
            {
                Listen = [new IPEndPoint(IPAddress.Loopback, 0)],
                Workers = 1,
                PinWorkers = false,
                PlainSockets = plainSockets,
                Tls = tls,
                Edns = edns ?? new EdnsOptions(),
            },
            Store,
            transfers: Transfers);
        _server.Start();
    }

    public ZoneStore Store { get; }

    public TransferResponder Transfers { get; }

    public IPEndPoint Address => _server.Addresses[0];

    public IPEndPoint TlsAddress => _server.TlsAddresses[0];

    public ServerCounters Counters => _server.Counters;

    public Exception? LastFault => _server.LastFault;

    /// <summary>A zone of some names, a few of them the version's own.</summary>
    public static string Version(uint serial, int names = 20) =>
        $"@ 3600 SOA ns.example. host.example. {serial} 7200 900 1209600 300\n@ 3600 NS ns.example.\n"
        + string.Concat(Enumerable.Range(0, names).Select(i => $"{i} 3600 PTR host-{i}.example.net.\n"))
        + $"version 60 PTR v{serial}.example.\ntext 60 TXT \"{new string('x', 200)}\"\n";

    /// <summary>From now on the last version was another one.</summary>
    public void Misremember(string version)
    {
        _versions[^1].Dispose();
        _versions[^1] = Read(version);
    }

    public void Publish(string version)
    {
        ZoneContents contents = Read(version);
        _versions.Add(contents);
        Store.Publish(ZoneTable.Create([new ServedZone(contents.Origin, CompiledZone.Compile(contents))]));
    }

    public byte[] ReadSoa()
    {
        Assert.True(_versions[^1].TryFind(DomainName.Parse(Zone).Wire, RecordType.SOA, out RRsetView soa));
        return soa.Rdata(0).ToArray();
    }

    public List<string> Lines() => ZoneLines.Of(_versions[^1]);

    public TransferClientDialogue Connect() => new(Address);

    public Transferred Ask(RecordType type, Serial? from = null)
    {
        using TransferClientDialogue client = Connect();
        client.Send(TransferClientDialogue.Query(Zone, type, from));
        return client.ReceiveTransfer();
    }

    public void Replace(TlsIdentity identity) => _server.Replace(identity);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Store.Publish(ZoneTable.Empty);
        _versions.ForEach(contents => contents.Dispose());
    }

    private static ZoneContents Read(string version)
    {
        using var file = new TemporaryFile(version);
        var diagnostics = new List<ZoneDiagnostic>();
        return ZoneFile.Read(file.Path, DomainName.Parse(Zone), ZoneFileOptions.Default, diagnostics, out _)
            ?? throw new InvalidOperationException(string.Join('\n', diagnostics));
    }

    private List<ZoneDiff>? ReadHistory(DomainName zone, Serial from, Serial to)
    {
        int first = _versions.FindIndex(contents => SerialOf(contents) == from);
        return first < 0
            ? null
            : [.. _versions.Skip(first).Zip(_versions.Skip(first + 1)).Select(pair => ZoneDiff.Between(pair.First, pair.Second))];
    }

    private static Serial SerialOf(ZoneContents contents)
    {
        Assert.True(contents.TryFind(contents.Origin.Wire, RecordType.SOA, out RRsetView soa));
        return ZoneTransfer.SerialOf(soa.Rdata(0));
    }

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string text) => File.WriteAllText(Path, text, Encoding.ASCII);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
