using System.Collections.Concurrent;
using System.Net;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Transfer.Tests;

/// <summary>A secondary of one zone, which it applies what comes to and serves nobody.</summary>
internal sealed class TestSecondary : IAsyncDisposable
{
    private static readonly DomainName Origin = DomainName.Parse(PrimaryServer.Zone);

    private readonly ZoneRefresher _refresher;
    private readonly Lock _lock = new();
    private CompiledZone? _served;

    public TestSecondary(RefreshSettings? settings, params Primary[] primaries)
        : this(settings, TimeProvider.System, timerFile: null, served: null, primaries)
    {
    }

    public TestSecondary(
        RefreshSettings? settings, TimeProvider clock, string? timerFile, CompiledZone? served, params Primary[] primaries)
    {
        _served = served;
        var door = new SecondaryDoor
        {
            ServedSoa = _ => Soa(),
            Publish = (_, incoming) => Task.FromResult(Publish(incoming)),
            Expire = _ => Expire(),
            Failing = (_, status) => Told.Enqueue(status.LastError!),
        };
        _refresher = new ZoneRefresher(door, settings ?? Quick, clock, timerFile);
        _refresher.Start([new SecondaryZone(Origin, primaries)]);
    }

    /// <summary>Retries soon, and gives up soon.</summary>
    public static RefreshSettings Quick { get; } = new()
    {
        MinRefresh = TimeSpan.FromMilliseconds(200),
        MaxRefresh = TimeSpan.FromMilliseconds(200),
        MinRetry = TimeSpan.FromMilliseconds(100),
        MaxRetry = TimeSpan.FromMilliseconds(100),
        FirstRetry = TimeSpan.FromMilliseconds(50),
        Limits = new TransferLimits { IdleTimeout = TimeSpan.FromSeconds(2), MaxRecords = 2_000 },
    };

    public int Published { get; private set; }

    public int Expired { get; private set; }

    /// <summary>Kinds of what has come, in order.</summary>
    public List<string> Kinds { get; } = [];

    /// <summary>What was said of primaries that fail.</summary>
    public ConcurrentQueue<string> Told { get; } = [];

    /// <summary>As it is looked after now.</summary>
    public SecondaryZone State => _refresher.Find(Origin)!;

    public ZoneRefresher Refresher => _refresher;

    public Serial? Serial
    {
        get
        {
            lock (_lock)
            {
                return _served?.Serial;
            }
        }
    }

    public static Primary At(IPEndPoint address, TsigKey? key = null) => new(address, key);

    public Task AwaitAsync(Func<bool> condition) =>
        Eventually.HoldsAsync(condition, () => $"{string.Join('\n', State.Statuses)} serial {Serial} {_refresher.LastFault}");

    public List<string> Lines()
    {
        lock (_lock)
        {
            using ZoneContents contents = _served!.ToContents();
            return ZoneLines.Of(contents);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _refresher.DisposeAsync();
        _served?.Dispose();
    }

    private byte[]? Soa()
    {
        lock (_lock)
        {
            return _served?.ReadSoa(out _);
        }
    }

    private Task Expire()
    {
        Expired++;
        return Task.CompletedTask;
    }

    private PublishOutcome Publish(IncomingZone incoming)
    {
        lock (_lock)
        {
            Kinds.Add(incoming.Change is null ? "AXFR" : "IXFR");
            CompiledZone? next;
            if (incoming.Change is { } change)
            {
                if (_served!.TryApply(change, out next, out string? whyNot) != DiffOutcome.Applied)
                {
                    return new PublishOutcome(IsServed: false, DoesNotFit: true, whyNot);
                }
            }
            else
            {
                next = CompiledZone.Compile(incoming.Whole!);
            }

            _served?.Dispose();
            _served = next;
            Published++;
            return PublishOutcome.Served;
        }
    }
}
