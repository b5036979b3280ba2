using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using ReverseDns.Protocol;
using ReverseDns.Server;
using ReverseDns.Transfer;
using ReverseDns.Zones;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.App.Tests.Endurance;

/// <summary>
/// A primary in this process whose zone changes every now and then, and which remembers every version that it has had and
/// every serial that changes were asked from. It tells one secondary of its versions, as long as it is to.
/// </summary>
[SuppressMessage("Reliability", "CA2213", Justification = "Published zones belong to the store")]
internal sealed class ChangingPrimary : IAsyncDisposable
{
    public const string Zone = "2.0.192.in-addr.arpa";

    private static readonly DomainName Origin = DomainName.Parse(Zone);

    private readonly ZoneStore _store = new();
    private readonly DnsServer _server;
    private readonly Dice _dice;
    private readonly int _perVersion;
    private readonly string?[] _hosts;
    private readonly string?[] _first;
    private readonly List<Change[]> _changes = [];
    private readonly ConcurrentQueue<Serial> _asked = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private CompiledZone _zone;
    private Task _running = Task.CompletedTask;

    /// <param name="secondary">Its port, told of each version.</param>
    /// <param name="names">Names that may have a record.</param>
    /// <param name="perVersion">Of them as many change with each version, at most.</param>
    public ChangingPrimary(int secondary, int names, int perVersion, ulong seed)
    {
        (_dice, _perVersion) = (new Dice(seed), perVersion);
        _hosts = [.. Enumerable.Range(0, names).Select(number => _dice.OneIn(4) ? null : $"host-{number}")];
        _first = [.. _hosts];
        _zone = CompileNow();
        _store.Publish(ZoneTable.Create([new ServedZone(Origin, _zone)]));
        var settings = new TransferSettings { Rules = [new TransferRule(AddressPrefix.AllIPv4, Key: null)] };
        Transfers = new TransferResponder(settings, ReadHistory);
        var options = new ServerOptions { Listen = [new IPEndPoint(IPAddress.Loopback, 0)], Workers = 1, PinWorkers = false };
        _server = new DnsServer(options, _store, transfers: Transfers);
        _server.Start();
        _socket.Connect(new IPEndPoint(IPAddress.Loopback, secondary));
    }

    public int Port => _server.Addresses[0].Port;

    public TransferResponder Transfers { get; }

    /// <summary>Whether the secondary hears of new versions.</summary>
    public bool IsTelling { get; set; }

    public Serial Serial => new((uint)_changes.Count + 1);

    /// <summary>The serials that the secondary said it has when it asked for changes, in order.</summary>
    public IReadOnlyCollection<Serial> Asked => _asked;

    /// <summary>Requests for the zone as a whole.</summary>
    public long AskedWhole => Transfers.Granted - _asked.Count;

    public void Start(TimeSpan every) => _running = Task.Run(async () =>
    {
        using var timer = new PeriodicTimer(every);
        while (!_stop.IsCancellationRequested && await timer.WaitForNextTickAsync())
        {
            Publish();
        }
    });

    /// <summary>Changes the zone once.</summary>
    public void Publish()
    {
        lock (_lock)
        {
            Serial from = Serial;
            _changes.Add([.. Enumerable.Range(0, _dice.Throw(_perVersion) + 1).Select(_ => Throw()).DistinctBy(change => change.Name)]);
            foreach (Change change in _changes[^1])
            {
                _hosts[change.Name] = change.After;
            }

            using ZoneDiff diff = DiffOf(from);
            CompiledZone next = _zone.TryApply(diff, out CompiledZone? applied, out _) == DiffOutcome.Applied ? applied! : CompileNow();
            _zone = next.IsMergeDue ? next.Merge()! : next;
            _store.Publish(ZoneTable.Create([new ServedZone(Origin, _zone)]));
            if (next != _zone)
            {
                next.Dispose();
            }
        }

        if (IsTelling)
        {
            Tell();
        }
    }

    /// <summary>The zone as it was with a serial, a record a line and sorted; null when there never was one.</summary>
    public List<string>? VersionOf(Serial serial)
    {
        lock (_lock)
        {
            if (serial.Value < 1 || serial.Value > Serial.Value)
            {
                return null;
            }

            string?[] hosts = [.. _first];
            foreach (Change change in _changes.Take((int)serial.Value - 1).SelectMany(changes => changes))
            {
                hosts[change.Name] = change.After;
            }

            using ZoneContents contents = Build(builder => AddAll(builder, hosts, serial));
            return [.. Lines(contents).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>The secondary is told of the version there is, whether or not it has heard of it.</summary>
    public void Tell()
    {
        byte[] message = new byte[512];
        var writer = new MessageWriter(
            message, (ushort)_changes.Count, (ushort)(MessageHeader.FlagsOf(Opcode.Notify, ResponseCode.NoError) | MessageHeader.AuthoritativeFlag));
        writer.TryWriteQuestion(Origin.Wire, RecordType.SOA, RecordClass.IN);
        try
        {
            _socket.Send(writer.Written);
        }
        catch (SocketException)
        {
            // It has just been killed.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _server.DisposeAsync();
        _store.Publish(ZoneTable.Empty);
        _socket.Dispose();
        _stop.Dispose();
    }

    private Change Throw()
    {
        int name = _dice.Throw(_hosts.Length);
        string? after = _hosts[name] is not null && _dice.OneIn(3) ? null : $"host-{name}-{_changes.Count}";
        return new Change(name, _hosts[name], after);
    }

    private List<ZoneDiff>? ReadHistory(DomainName zone, Serial from, Serial to)
    {
        _asked.Enqueue(from);
        lock (_lock)
        {
            return from.Value < 1 || from.Value > to.Value
                ? null
                : [.. Enumerable.Range((int)from.Value, (int)(to.Value - from.Value)).Select(serial => DiffOf(new Serial((uint)serial)))];
        }
    }

    /// <summary>What leads from a version to the next one.</summary>
    private ZoneDiff DiffOf(Serial from)
    {
        Change[] changes = _changes[(int)from.Value - 1];
        var to = new Serial(from.Value + 1);
        return new ZoneDiff(
            from, to, Build(builder => Add(builder, from, change => change.Before)), Build(builder => Add(builder, to, change => change.After)));

        void Add(ZoneContentsBuilder builder, Serial serial, Func<Change, string?> hostOf)
        {
            AddSoa(builder, serial);
            foreach (Change change in changes)
            {
                AddHost(builder, change.Name, hostOf(change));
            }
        }
    }

    private CompiledZone CompileNow()
    {
        using ZoneContents contents = Build(builder => AddAll(builder, _hosts, Serial));
        return CompiledZone.Compile(contents);
    }

    private static void AddAll(ZoneContentsBuilder builder, string?[] hosts, Serial serial)
    {
        AddSoa(builder, serial);
        builder.Add(Origin.Wire, RecordType.NS, 3600, DomainName.Parse("ns.example.").Wire);
        for (int name = 0; name < hosts.Length; name++)
        {
            AddHost(builder, name, hosts[name]);
        }
    }

    private static void AddSoa(ZoneContentsBuilder builder, Serial serial)
    {
        byte[] name = DomainName.Parse("ns.example.").Wire.ToArray();
        byte[] rdata = [.. name, .. name, .. Number(serial.Value), .. Number(7_200), .. Number(900), .. Number(1_209_600), .. Number(300)];
        builder.Add(Origin.Wire, RecordType.SOA, 3600, rdata);
    }

    private static byte[] Number(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static void AddHost(ZoneContentsBuilder builder, int name, string? host)
    {
        if (host is not null)
        {
            builder.Add(DomainName.Parse($"{name}.{Zone}").Wire, RecordType.PTR, 3600, DomainName.Parse($"{host}.example.net.").Wire);
        }
    }

    private static ZoneContents Build(Action<ZoneContentsBuilder> add)
    {
        using var builder = new ZoneContentsBuilder(Origin);
        add(builder);
        return builder.Build();
    }

    private static List<string> Lines(ZoneContents contents)
    {
        var lines = new List<string>();
        foreach (RRsetView rrset in contents)
        {
            for (int i = 0; i < rrset.Count; i++)
            {
                lines.Add($"{WireName.ToString(rrset.Owner)} {rrset.Ttl} {rrset.Type} {Rdata.ToPresentation(rrset.Type, rrset.Rdata(i))}");
            }
        }

        return lines;
    }

    /// <param name="Before">Null: the name had no record.</param>
    private sealed record Change(int Name, string? Before, string? After);
}
