using System.Net.Sockets;
using ReverseDns.Transfer;
using ReverseDns.Zones;

namespace ReverseDns.Server;

/// <summary>
/// One thread's share of all TCP clients, on every listen address: an epoll loop that never waits for a single client.
/// </summary>
internal sealed unsafe class TcpWorker : IWorker
{
    private const int EventsPerRound = 256;
    private const int AcceptsPerRound = 64;
    private const int SweepMilliseconds = 250;

    private readonly Epoll _epoll = new(EventsPerRound);
    private readonly TcpListeners _listeners;
    private readonly TcpConnections _connections;
    private readonly TcpExchange _exchange;
    private readonly WorkerCounters _counters;
    private readonly TimeProvider _clock;
    private readonly TcpLimits _limits;
    private readonly TransferRunner _runner;
    private readonly long _start;
    private long _now;
    private long _nextSweep;
    private int _current = TcpConnections.None;
    private bool _hasDrained;
    private volatile bool _isDraining;
    private volatile bool _isStopping;

    /// <param name="listeners">Listening and non-blocking; the worker owns them.</param>
    public TcpWorker(
        IEnumerable<Socket> listeners,
        ServerOptions options,
        ZoneStore zones,
        TimeProvider clock,
        WorkerCounters counters,
        TransferResponder? transfers,
        OnlineSignatures online,
        TapRecorder taps,
        ServerCookies? cookies)
    {
        _limits = new TcpLimits(options.Tcp, options.Workers);
        _connections = new TcpConnections(_limits.Connections);
        _listeners = new TcpListeners(listeners, _epoll);
        _exchange = new TcpExchange(
            new RequestHandler(options.Edns, options.Identity, counters, transfers, online, limiter: null, cookies),
            zones.AddReader(),
            new HeldBudget(_limits.BufferedSize),
            options.Tcp.MaxRequestsPerConnection,
            counters,
            clock,
            taps);
        _counters = counters;
        _clock = clock;
        _runner = new TransferRunner(clock, _epoll.Wake);
        _start = clock.GetTimestamp();
    }

    public Exception? LastFault
    {
        get => field ?? _runner.LastFault;
        private set;
    }

    public void Run()
    {
        while (!_isStopping)
        {
            try
            {
                ServeRounds();
            }
            catch (Exception fault) when (IsCounted(fault))
            {
                CloseCurrent();
            }
        }
    }

    public void Drain()
    {
        _isDraining = true;
        _epoll.Wake();
    }

    public void Stop()
    {
        _isStopping = true;
        _runner.Stop();
        _epoll.Wake();
    }

    public void Leave() => Stop();

    public void Dispose()
    {
        while (_connections.Oldest != TcpConnections.None)
        {
            Close(_connections.Oldest, ConnectionEnd.Drain);
        }

        _runner.Dispose();
        _listeners.Dispose();
        _epoll.Dispose();
        _exchange.Dispose();
        _connections.Dispose();
    }

    private void ServeRounds()
    {
        while (!_isStopping)
        {
            bool hasTimers = _connections.Count != 0 || _listeners.ArePaused;
            int count = _epoll.Wait(hasTimers ? SweepMilliseconds : -1);
            _counters.BeginTurn();
            _now = (long)_clock.GetElapsedTime(_start).TotalMilliseconds;
            _exchange.Keepalive = _limits.KeepaliveAt(_connections.Count);
            for (int i = 0; i < count; i++)
            {
                Serve(_epoll.Token(i), _epoll.Events(i));
            }

            TakeBack();
            _current = TcpConnections.None;
            if (_isDraining && !_hasDrained)
            {
                StartDraining();
            }

            if (_now >= _nextSweep)
            {
                _nextSweep = _now + SweepMilliseconds;
                Sweep();
            }

            _counters.EndTurn();
        }
    }

    private void Serve(ulong token, uint events)
    {
        int place = (int)(uint)token;
        uint generation = (uint)(token >> 32);
        if (generation == 0)
        {
            Accept(place);
            return;
        }

        TcpConnection* connection = _connections.Find(place, generation);
        if (connection == null)
        {
            return;
        }

        _current = place;
        bool isWritable = (events & LinuxCalls.EpollOut) != 0;
        if (connection->IsBlocked && !isWritable)
        {
            // Hung up with answers still to be taken.
            Close(place, ConnectionEnd.Client);
            return;
        }

        Apply(place, connection->IsBlocked ? _exchange.Resume(connection) : _exchange.Receive(connection));
    }

    private void Apply(int place, ExchangeOutcome outcome)
    {
        TcpConnection* connection = _connections[place];
        if (outcome.Requests != 0)
        {
            _connections.MakeNewest(place);
        }

        switch (outcome.State)
        {
            case ExchangeState.Unchanged:
                break;
            case ExchangeState.Idle:
                Expect(place, isBlocked: false);
                connection->IsReceiving = false;
                connection->Deadline = _now + _limits.IdleAt(_connections.Count);
                break;
            case ExchangeState.Receiving:
                Expect(place, isBlocked: false);
                if (!connection->IsReceiving || outcome.Requests != 0)
                {
                    connection->Deadline = _now + _limits.RequestMilliseconds;
                }

                connection->IsReceiving = true;
                break;
            case ExchangeState.Blocked:
                Expect(place, isBlocked: true);
                connection->Deadline = _now + _limits.WriteMilliseconds;
                break;
            case ExchangeState.Transfer:
                HandOver(place);
                return;
            case ExchangeState.Over:
                Close(place, outcome.End);
                return;
        }

        if (_hasDrained && outcome.State == ExchangeState.Idle)
        {
            Close(place, ConnectionEnd.Drain);
        }
    }

    /// <summary>From now on the connection is the run's, and counts to no limit but those of transfers.</summary>
    private void HandOver(int place)
    {
        TcpConnection* connection = _connections[place];
        TransferRun run = _exchange.TakeTransfer(connection);
        _epoll.Remove(connection->Descriptor);
        _exchange.Release(connection);
        _connections.Remove(place);
        _runner.Start(run);
    }

    /// <summary>A connection whose transfer has ended is one like any other again.</summary>
    private void TakeBack()
    {
        while (_runner.TryTakeBack(out TransferRun? run))
        {
            if (run.IsLost)
            {
                _ = LinuxCalls.Close(run.Descriptor);
                _counters.Of(Transport.Tcp, run.IsIpv6).AddConnectionEnd(ConnectionEnd.Lost);
                continue;
            }

            _current = Add(run.Descriptor, run.Client, run.IsIpv6);
            if (_current != TcpConnections.None)
            {
                _connections[_current]->Requests = run.Requests;
                Apply(_current, _exchange.GoOn(_connections[_current], run.Rest));
            }
        }
    }

    /// <summary>Waits for the client to read its answers, or for its next request.</summary>
    private void Expect(int place, bool isBlocked)
    {
        TcpConnection* connection = _connections[place];
        if (connection->IsBlocked != isBlocked)
        {
            connection->IsBlocked = isBlocked;
            _epoll.Modify(
                connection->Descriptor, isBlocked ? LinuxCalls.EpollOut : LinuxCalls.EpollIn, Token(place, connection));
        }
    }

    private void Accept(int listener)
    {
        for (int accepted = 0; accepted < AcceptsPerRound; accepted++)
        {
            int descriptor = _listeners.Accept(listener, out SocketName client, out bool isIpv6, out AcceptError error);
            if (error == AcceptError.Nothing)
            {
                return;
            }

            if (error == AcceptError.NoDescriptor)
            {
                _counters.Add(WorkerCounter.AcceptErrors);
                if (_connections.Oldest == TcpConnections.None)
                {
                    _listeners.Pause();
                    return;
                }

                Close(_connections.Oldest, ConnectionEnd.Limit);
                continue;
            }

            if (error == AcceptError.None)
            {
                _counters.Of(Transport.Tcp, isIpv6).AddConnection();
                Add(descriptor, client, isIpv6);
            }
        }
    }

    /// <summary>Returns its place; none when it could not be watched and has been closed.</summary>
    private int Add(int descriptor, SocketName client, bool isIpv6)
    {
        UInt128 prefix = _limits.Prefix(client.Address, isIpv6);
        if (_connections.CountOf(prefix) >= _limits.ConnectionsPerPrefix)
        {
            Close(_connections.OldestOf(prefix), ConnectionEnd.Limit);
        }
        else if (_connections.Count == _limits.Connections)
        {
            Close(_connections.Oldest, ConnectionEnd.Limit);
        }

        int place = _connections.Add(descriptor, client, prefix, isIpv6);
        TcpConnection* connection = _connections[place];
        connection->Deadline = _now + _limits.IdleMilliseconds;
        if (_epoll.TryAdd(descriptor, LinuxCalls.EpollIn, Token(place, connection)))
        {
            return place;
        }

        _counters.Add(WorkerCounter.AcceptErrors);
        Close(place, ConnectionEnd.Lost);
        return TcpConnections.None;
    }

    private void Sweep()
    {
        _listeners.Resume();
        for (int place = _connections.Oldest; place != TcpConnections.None;)
        {
            TcpConnection* connection = _connections[place];
            int next = connection->Newer;
            if (_now >= connection->Deadline)
            {
                bool isSlow = connection->IsReceiving || connection->IsBlocked;
                Close(place, isSlow ? ConnectionEnd.Slow : ConnectionEnd.Idle);
            }

            place = next;
        }
    }

    /// <summary>Those who have connected and sent are still answered; who has nothing in flight is let go.</summary>
    private void StartDraining()
    {
        for (int listener = 0; listener < _listeners.Count; listener++)
        {
            Accept(listener);
        }

        _listeners.Dispose();
        _hasDrained = true;
        for (int place = _connections.Oldest; place != TcpConnections.None;)
        {
            TcpConnection* connection = _connections[place];
            int next = connection->Newer;
            if (!connection->IsBlocked)
            {
                ExchangeOutcome outcome = _exchange.Receive(connection);
                bool isIdle = outcome.State == ExchangeState.Unchanged && !connection->IsReceiving;
                Apply(place, isIdle ? new ExchangeOutcome(ExchangeState.Over, Requests: 0, ConnectionEnd.Drain) : outcome);
            }

            place = next;
        }
    }

    private void CloseCurrent()
    {
        if (_current != TcpConnections.None && _connections[_current]->Descriptor != TcpConnections.None)
        {
            Close(_current, ConnectionEnd.Fault);
        }
    }

    private void Close(int place, ConnectionEnd end)
    {
        TcpConnection* connection = _connections[place];
        _counters.Of(Transport.Tcp, connection->IsIpv6).AddConnectionEnd(end);
        _exchange.Release(connection);
        _ = LinuxCalls.Close(connection->Descriptor);
        _connections.Remove(place);
    }

    private static ulong Token(int place, TcpConnection* connection) => ((ulong)connection->Generation << 32) | (uint)place;

    private bool IsCounted(Exception fault)
    {
        LastFault = fault;
        _counters.Add(WorkerCounter.Faults);
        _counters.EndTurn();
        return true;
    }
}
