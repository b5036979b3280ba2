using System.Net;
using System.Net.Sockets;
using ReverseDns.Protocol;
using ReverseDns.Transfer;
using ReverseDns.Zones;

namespace ReverseDns.Server;

/// <summary>
/// Answers from the zones of a <see cref="ZoneStore"/> over UDP and TCP, on every listen address with as many threads
/// as there are workers, and over TLS where that is asked for. Started once; then drained, or disposed at once.
/// </summary>
public sealed class DnsServer : IAsyncDisposable
{
    private const int MostKnocks = 1_000;
    private static readonly TimeSpan BetweenKnocks = TimeSpan.FromMilliseconds(1);

    private readonly ServerOptions _options;
    private readonly ZoneStore _zones;
    private readonly TimeProvider _clock;
    private readonly TransferResponder? _transfers;
    private readonly UniqueSources? _sources;
    private readonly TrafficSamples? _samples;
    private readonly List<IWorker> _workers = [];
    private readonly List<WorkerCounters> _counters = [];
    private readonly List<string> _names = [];
    private readonly List<Task> _running = [];
    private readonly TlsDoor? _tls;
    private readonly ServerTaps _taps;
    private readonly RateLimits _limits;
    private List<BoundSockets> _bound = [];
    private readonly ServerCookies _cookies;
    private FloodWatch? _floods;
    private bool _isDisposed;

    /// <param name="transfers">Gives zones to secondaries and knows the keys of signed requests; null: nobody gets any.</param>
    /// <param name="sources">Where clients are counted; null: they are not.</param>
    /// <param name="samples">Where queries are drawn to; null: none are.</param>
    public DnsServer(
        ServerOptions options,
        ZoneStore zones,
        TimeProvider? clock = null,
        TransferResponder? transfers = null,
        UniqueSources? sources = null,
        TrafficSamples? samples = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(zones);
        IReadOnlyList<string> errors = options.Validate();
        if (errors.Count != 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, errors), nameof(options));
        }

        _options = options;
        _zones = zones;
        _clock = clock ?? TimeProvider.System;
        _transfers = transfers;
        (_sources, _samples) = (sources, samples);
        _tls = options.Tls is { Listen.Count: > 0, Identity: { } identity }
            ? new TlsDoor(identity, options.Tls.HandshakeTimeout, _clock)
            : null;
        int workers = (Workers * (options.Listen.Count + 1)) + (options.Tls.Listen.Count > 0 ? 1 : 0);
        _taps = new ServerTaps(workers, _clock);
        AddressPrefix[] own =
        [
            .. from address in options.Listen
               where !IPAddress.IsLoopback(address.Address)
               let isIpv6 = address.AddressFamily == AddressFamily.InterNetworkV6
               select AddressPrefix.Containing(SocketName.Of(address).Address, isIpv6 ? 128 : 32, isIpv6),
        ];
        _limits = new RateLimits(options.RateLimit, own, _clock);
        _cookies = new ServerCookies(options.Cookies, _clock);
    }

    /// <summary>The addresses answered on, free ports filled in; empty before <see cref="Start()"/>.</summary>
    public IReadOnlyList<IPEndPoint> Addresses { get; private set; } = [];

    /// <summary>The same over TLS.</summary>
    public IReadOnlyList<IPEndPoint> TlsAddresses { get; private set; } = [];

    public ServerCounters Counters => new(_counters);

    /// <summary>What went wrong last in a worker, which carried on: a bug of ours, counted as a fault. Null: nothing.</summary>
    public Exception? LastFault => _workers.Select(worker => worker.LastFault).FirstOrDefault(fault => fault is not null);

    /// <summary>
    /// How far each thread is. One that stays at the same turn for seconds, and is in it, is stuck; those that serve streams by
    /// tasks have none. From any thread.
    /// </summary>
    public IReadOnlyList<WorkerProgress> Progress => [.. _counters.Select((counters, at) => new WorkerProgress(_names[at], counters.Read(WorkerCounter.Turns)))];

    private int Workers => _options.PlainSockets ? 1 : _options.Workers;

    /// <summary>What a process after this one could go on with, when it is kept open: the sockets of UDP and TCP.</summary>
    public IReadOnlyList<Socket> Keepable => [.. _bound.SelectMany(sockets => sockets.Udp.Concat(sockets.Tcp))];

    /// <summary>Answers on all addresses when it returns.</summary>
    /// <exception cref="IOException">At least one address cannot be had: none is, and the message names each with its reason.</exception>
    public void Start() => Start(kept: null);

    /// <summary>The same.</summary>
    /// <param name="kept">Used instead of new sockets where they fit; the others are closed.</param>
    /// <exception cref="IOException">At least one address cannot be had: none is, and the message names each with its reason.</exception>
    public void Start(KeptSockets? kept)
    {
        if (Addresses.Count != 0)
        {
            throw new InvalidOperationException("The server has been started before");
        }

        List<BoundSockets> all = BindAll(kept);
        kept?.Dispose();
        List<BoundSockets> bound = all[.._options.Listen.Count];
        _bound = bound;
        List<BoundSockets> forTls = all[bound.Count..];
        Addresses = [.. bound.Select(sockets => sockets.Address)];
        TlsAddresses = [.. forTls.Select(sockets => sockets.Address)];
        IReadOnlyList<int> cores = _options.PinWorkers && OperatingSystem.IsLinux() ? Cores.Usable() : [];
        for (int worker = 0; worker < bound[0].Udp.Count; worker++)
        {
            int? core = cores.Count == 0 ? null : cores[worker % cores.Count];
            foreach (BoundSockets sockets in bound)
            {
                Launch((counters, taps) => ForUdp(sockets.Udp[worker], sockets.IsWildcard, counters, taps), $"udp-{worker}", core);
            }

            Socket[] listeners = [.. bound.Select(sockets => sockets.Tcp[worker])];
            Launch((counters, taps) => ForTcp(listeners, counters, taps), $"tcp-{worker}", core);
        }

        if (OperatingSystem.IsLinux() && !_options.PlainSockets)
        {
            _floods = new FloodWatch(_limits, [.. _counters.Select(counters => counters.Socket).OfType<SocketDrops>()], _clock);
        }

        if (forTls.Count > 0)
        {
            Launch((counters, taps) => ForTls(forTls.Select(sockets => sockets.Tcp[0]), counters, taps), "tls", core: null);
        }
    }

    /// <summary>Records what fits from now on, also before the start; null when there are too many taps.</summary>
    public Tap? AddTap(TapOptions options) => _taps.Add(options);

    /// <summary>What has been recorded can still be read.</summary>
    public void RemoveTap(Tap tap) => _taps.Remove(tap);

    /// <summary>What TLS clients are shown from now on. Nothing where there is no TLS.</summary>
    public void Replace(TlsIdentity identity) => _tls?.Replace(identity);

    /// <summary>Limits that hold from now on, for all but the size of their table.</summary>
    public void Replace(RateLimitOptions limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        _limits.Replace(limits);
    }

    /// <summary>Secrets of cookies from now on.</summary>
    public void Replace(CookieOptions cookies)
    {
        ArgumentNullException.ThrowIfNull(cookies);
        _cookies.Replace(cookies);
    }

    /// <summary>Who has been beyond a limit since this was asked for last, the most limited first.</summary>
    public IReadOnlyList<LimitedPrefix> TakeLimited() => _limits.Limited.Take();

    /// <summary>Networks that flood and are dropped by the kernel now.</summary>
    public IReadOnlyList<AddressPrefix> ShutOut => _floods?.ShutOut ?? [];

    /// <summary>
    /// Takes no new TCP clients, answers what is in flight, and keeps answering UDP until the time is over or the wait is
    /// cancelled: meanwhile the routes to this instance can be withdrawn. Then stops.
    /// </summary>
    public async Task DrainAsync(TimeSpan time, CancellationToken cancellation = default)
    {
        _workers.ForEach(worker => worker.Drain());
        try
        {
            await Task.Delay(time, _clock, cancellation);
        }
        catch (OperationCanceledException)
        {
            // Asked to stop sooner.
        }

        await StopAsync();
    }

    /// <summary>
    /// Stops with every datagram answered that has been taken from a socket, and leaves the others where they are, for whoever
    /// has the <see cref="Keepable"/> sockets.
    /// </summary>
    public async Task LeaveAsync()
    {
        _workers.ForEach(worker => worker.Leave());
        var ended = Task.WhenAll(_running);
        for (int attempt = 0; attempt < MostKnocks && !ended.IsCompleted; attempt++)
        {
            Knock();
            await Task.WhenAny(ended, Task.Delay(BetweenKnocks, _clock));
        }

        await StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await StopAsync();
        if (_floods is not null)
        {
            await _floods.DisposeAsync();
        }

        _workers.ForEach(worker => worker.Dispose());
        _limits.Dispose();
    }

    /// <summary>Wakes one thread of each address: from another port each time, so that each has its turn.</summary>
    private void Knock()
    {
        foreach (IPEndPoint address in Addresses)
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            bool isAny = address.Address.Equals(IPAddress.Any) || address.Address.Equals(IPAddress.IPv6Any);
            IPAddress own = address.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback;
            try
            {
                socket.SendTo([0], isAny ? new IPEndPoint(own, address.Port) : address);
            }
            catch (SocketException)
            {
                // The address has gone, and with it whoever could ask there.
            }
        }
    }

    private async Task StopAsync()
    {
        _workers.ForEach(worker => worker.Stop());
        await Task.WhenAll(_running);
    }

    private List<BoundSockets> BindAll(KeptSockets? kept)
    {
        var bound = new List<BoundSockets>();
        var errors = new List<string>();
        foreach (IPEndPoint address in _options.Listen.Concat(_options.Tls.Listen))
        {
            bool isTls = bound.Count + errors.Count >= _options.Listen.Count;
            try
            {
                bound.Add(isTls ? BoundSockets.BindTls(address, _options) : BoundSockets.Bind(address, Workers, _options, kept));
            }
            catch (SocketException error)
            {
                errors.Add($"cannot listen on {address}: {Explain(error)}");
            }
        }

        if (errors.Count == 0)
        {
            return bound;
        }

        bound.ForEach(sockets => sockets.Dispose());
        throw new IOException(string.Join(Environment.NewLine, errors));
    }

    private static string Explain(SocketException error) => error.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "another program has the address",
        SocketError.AddressNotAvailable => "no interface has the address",
        SocketError.AccessDenied => "ports below 1024 need the capability CAP_NET_BIND_SERVICE",
        _ => error.Message,
    };

    private IWorker ForUdp(Socket socket, bool isWildcard, WorkerCounters counters, TapRecorder taps) =>
        _options.PlainSockets
            ? new PlainUdpWorker(socket, _options, _zones, _clock, counters, _transfers, Online(canTruncate: true), taps, Limiter(counters), _cookies)
            : new UdpWorker(socket, isWildcard, _options, _zones, _clock, counters, _transfers, Online(canTruncate: true), taps, Limiter(counters), _cookies);

    private IWorker ForTcp(Socket[] listeners, WorkerCounters counters, TapRecorder taps) =>
        _options.PlainSockets
            ? new StreamWorker(listeners, _options, _zones, _clock, counters, _transfers, Online(canTruncate: false), taps, _cookies)
            : new TcpWorker(listeners, _options, _zones, _clock, counters, _transfers, Online(canTruncate: false), taps, _cookies);

    private RateLimiter Limiter(WorkerCounters counters) => new(_limits, counters.Limited);

    private OnlineSignatures Online(bool canTruncate) => new(_options.OnlineSigning, _clock, canTruncate);

    private StreamWorker ForTls(IEnumerable<Socket> listeners, WorkerCounters counters, TapRecorder taps) =>
        new(listeners, _options, _zones, _clock, counters, _transfers, Online(canTruncate: false), taps, _cookies, _tls);

    private void Launch(Func<WorkerCounters, TapRecorder, IWorker> create, string name, int? core)
    {
        var counters = new WorkerCounters
        {
            CountsTraffic = _options.CountsTraffic,
            Sources = _sources?.AddWorker(),
            Sampler = _samples?.AddWorker(),
        };
        IWorker worker = create(counters, _taps.OfWorker(_workers.Count));
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            if (core is int number)
            {
                Cores.PinThread(number);
            }

            worker.Run();
            ended.SetResult();
        })
        {
            IsBackground = true,
            Name = name,
        };
        _workers.Add(worker);
        _counters.Add(counters);
        _names.Add(name);
        _running.Add(ended.Task);
        thread.Start();
    }
}
