using System.Net;
using ReverseDns.Protocol;
using ReverseDns.Server;
using ReverseDns.Transfer;
using ReverseDns.Zones;

namespace ReverseDns.Interop.Tests.Transfers;

/// <summary>An instance of ours with one zone, its own or a primary's, which anybody on this machine who has the key may have.</summary>
internal sealed class OurInstance : IAsyncDisposable
{
    private readonly ZoneStore _store = new();
    private readonly NotifySender _notifies = new(TimeProvider.System);
    private readonly DnsServer _server;
    private readonly Lock _lock = new();
    private readonly List<ZoneDiff> _history = [];
    private readonly TsigKey? _key;
    private ZoneContents? _own;
    private CompiledZone? _served;
    private ZoneRefresher? _refresher;

    public OurInstance(TsigKey? key)
        : this(
            new TransferSettings { Keys = key is null ? [] : [key], Rules = [new TransferRule(AddressPrefix.AllIPv4, key?.Name)] },
            new TlsOptions())
    {
    }

    public OurInstance(TransferSettings settings, TlsOptions tls)
    {
        _key = settings.Keys.SingleOrDefault();
        Transfers = new TransferResponder(settings, (_, from, _) => ReadHistory(from))
        {
            Notified = (zone, client, serial) => Volatile.Read(ref _refresher)?.TryNotify(zone, client.Address, client.Key, serial) == true,
        };
        _server = new DnsServer(
            new ServerOptions { Listen = [new IPEndPoint(IPAddress.Loopback, 0)], Workers = 1, PinWorkers = false, Tls = tls },
            _store,
            transfers: Transfers);
        _server.Start();
    }

    public TransferResponder Transfers { get; }

    public IPEndPoint TlsAddress => _server.TlsAddresses[0];

    public ServerCounters Counters => _server.Counters;

    public IPEndPoint Address => _server.Addresses[0];

    /// <summary>What has come from the primary, in order.</summary>
    public List<string> Kinds { get; } = [];

    /// <summary>Why something that came was not taken; null: that has not happened.</summary>
    public string? LastFault { get; private set; }

    /// <summary>Follows a primary from now on: checks it when it says that something has changed, and hardly else.</summary>
    public void Follow(Primary primary)
    {
        var door = new SecondaryDoor
        {
            ServedSoa = _ => ReadSoa(),
            Publish = (_, incoming) => Task.FromResult(Publish(incoming)),
            Failing = (_, status) => LastFault = status.LastError,
            Expire = _ => Task.CompletedTask,
        };
        var settings = new RefreshSettings
        {
            MinRetry = TimeSpan.FromMilliseconds(200),
            MaxRetry = TimeSpan.FromMilliseconds(200),
            FirstRetry = TimeSpan.FromMilliseconds(50),
        };
        var refresher = new ZoneRefresher(door, settings, TimeProvider.System, timerFile: null);
        Volatile.Write(ref _refresher, refresher);
        refresher.Start([new SecondaryZone(ZoneVersion.Origin, [primary])]);
    }

    public Task AwaitAsync(Serial serial) =>
        Eventually.HoldsAsync(() => TransferPeer.SerialAt(Address) == serial, () => $"no serial {serial}: {string.Join(", ", Status())}");

    /// <summary>Serves a version of its own, and says so to a secondary.</summary>
    public void Publish(ZoneContents version, IPEndPoint? secondary = null)
    {
        lock (_lock)
        {
            if (_own is not null && _own != version)
            {
                _history.Add(ZoneDiff.Between(_own, version));
            }

            _own = version;
            Serve(CompiledZone.Compile(version));
        }

        if (secondary is not null)
        {
            _notifies.Send(ZoneVersion.Origin, ReadSoa()!, [new NotifyTarget(secondary, _key)]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await (_refresher?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _notifies.DisposeAsync();
        await _server.DisposeAsync();
        _store.Publish(ZoneTable.Empty);
        _history.ForEach(diff => diff.Dispose());
    }

    private byte[]? ReadSoa()
    {
        lock (_lock)
        {
            return _served?.ReadSoa(out _);
        }
    }

    private List<ZoneDiff>? ReadHistory(Serial from)
    {
        lock (_lock)
        {
            int first = _history.FindIndex(diff => diff.From == from);
            return first < 0 ? null : [.. _history.Skip(first)];
        }
    }

    private IEnumerable<PrimaryStatus> Status() => _refresher?.Find(ZoneVersion.Origin)?.Statuses ?? [];

    private PublishOutcome Publish(IncomingZone incoming)
    {
        lock (_lock)
        {
            Kinds.Add(incoming.Change is null ? "AXFR" : "IXFR");
            if (incoming.Change is not { } change)
            {
                Serve(CompiledZone.Compile(incoming.Whole!));
                return PublishOutcome.Served;
            }

            DiffOutcome outcome = _served!.TryApply(change, out CompiledZone? next, out string? whyNot);
            if (outcome == DiffOutcome.DoesNotFit)
            {
                LastFault = whyNot;
                return new PublishOutcome(IsServed: false, DoesNotFit: true, whyNot);
            }

            Serve(next ?? Recompile(_served, change));
            return PublishOutcome.Served;
        }
    }

    /// <summary>What is too much for a change beside the image.</summary>
    private static CompiledZone Recompile(CompiledZone served, ZoneDiff change)
    {
        using ZoneContents before = served.ToContents();
        using ZoneContents? after = change.TryApply(before);
        Assert.NotNull(after);
        return CompiledZone.Compile(after);
    }

    private void Serve(CompiledZone next)
    {
        _store.Publish(ZoneTable.Create([new ServedZone(ZoneVersion.Origin, next)]));
        _served = next;
    }
}
