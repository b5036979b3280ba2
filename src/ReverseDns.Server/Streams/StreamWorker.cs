using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using ReverseDns.Transfer;
using ReverseDns.Zones;

namespace ReverseDns.Server;

/// <summary>
/// TLS, and TCP where epoll does not exist: a task for each client, one request after the other, with limits and deadlines as
/// those of TCP.
/// </summary>
internal sealed class StreamWorker : IWorker
{
    private const int FrameLength = 2;

    /// <summary>All have been let go when it is waited.</summary>
    private static readonly TimeSpan ForClients = TimeSpan.FromSeconds(5);

    private readonly List<Socket> _listeners;
    private readonly RequestHandler _handler;
    private readonly WorkerCounters _counters;
    private readonly ZoneReader _zones;
    private readonly TcpOptions _options;
    private readonly TimeProvider _clock;
    private readonly StreamClients _clients;
    private readonly Lock _handling = new();
    private readonly CancellationTokenSource _draining = new();
    private readonly ManualResetEventSlim _stopping = new();
    private readonly TlsDoor? _tls;
    private readonly TapRecorder _taps;
    private readonly Transport _transport;
    private readonly ushort _keepalive;

    /// <summary>The connections that are open, and one more until this stops.</summary>
    private readonly CountdownEvent _open = new(1);

    public StreamWorker(
        IEnumerable<Socket> listeners,
        ServerOptions options,
        ZoneStore zones,
        TimeProvider clock,
        WorkerCounters counters,
        TransferResponder? transfers,
        OnlineSignatures online,
        TapRecorder taps,
        ServerCookies? cookies,
        TlsDoor? tls = null)
    {
        _listeners = [.. listeners];
        _tls = tls;
        _taps = taps;
        _transport = tls is null ? Transport.Tcp : Transport.Tls;
        _handler = new RequestHandler(options.Edns, options.Identity, counters, transfers, online, limiter: null, cookies);
        _counters = counters;
        _zones = zones.AddReader();
        counters.Zones = _zones.Counters;
        _options = tls is null ? options.Tcp : options.Tls.Connections;
        _clock = clock;
        var limits = new TcpLimits(_options, workers: 1);
        _keepalive = limits.KeepaliveAt(open: 0);
        _clients = new StreamClients(limits);
    }

    public Exception? LastFault { get; private set; }

    public void Run()
    {
        foreach (Socket listener in _listeners)
        {
            _ = AcceptAsync(listener);
        }

        _stopping.Wait();
        _open.Signal();
        _open.Wait(ForClients);
    }

    public void Drain()
    {
        _draining.Cancel();
        _listeners.ForEach(listener => listener.Dispose());
    }

    public void Stop()
    {
        Drain();
        _clients.CloseAll();
        _stopping.Set();
    }

    public void Leave() => Stop();

    public void Dispose()
    {
        _listeners.ForEach(listener => listener.Dispose());
        _draining.Dispose();
        _stopping.Dispose();
        _open.Dispose();
        _zones.Dispose();
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_draining.IsCancellationRequested)
        {
            try
            {
                Socket client = await listener.AcceptAsync(_draining.Token);
                IPAddress address = ((IPEndPoint)client.RemoteEndPoint!).Address;
                Count(client, counts => counts.AddConnection());
                if (_clients.Add(client, address) is { } evicted)
                {
                    Count(evicted, counts => counts.AddConnectionEnd(ConnectionEnd.Limit));
                }

                _ = ServeAsync(client);
            }
            catch (SocketException)
            {
                Count(WorkerCounter.AcceptErrors);
                await Task.Delay(TimeSpan.FromMilliseconds(10), _clock);
            }
            catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        ConnectionEnd end = ConnectionEnd.Drain;
        if (!_open.TryAddCount())
        {
            Count(client, counts => counts.AddConnectionEnd(end));
            client.Dispose();
            return;
        }

        try
        {
            end = await AnswerAllAsync(client);
        }
        catch (Exception handshake) when (handshake is AuthenticationException or OperationCanceledException)
        {
            end = ConnectionEnd.Handshake;
        }
        catch (Exception lost) when (lost is SocketException or IOException or ObjectDisposedException)
        {
            end = ConnectionEnd.Lost;
        }
        catch (Exception fault) when (IsCounted(fault))
        {
            end = ConnectionEnd.Fault;
        }
        finally
        {
            // One that had to make room has been counted then.
            bool isCounted = !_clients.Remove(client);
            bool isOurs = end is ConnectionEnd.Lost or ConnectionEnd.Handshake or ConnectionEnd.Idle && _draining.IsCancellationRequested;
            end = isOurs ? ConnectionEnd.Drain : end;
            Count(client, counts => counts.AddConnectionEnd(isCounted ? ConnectionEnd.None : end));
            client.Dispose();
            _open.Signal();
        }
    }

    /// <summary>Returns why the connection is over.</summary>
    private async Task<ConnectionEnd> AnswerAllAsync(Socket client)
    {
        await using StreamConnection connection = await StreamConnection.OpenAsync(client, _tls, _options, _clock, _draining.Token);
        int left = _options.MaxRequestsPerConnection == 0 ? int.MaxValue : _options.MaxRequestsPerConnection;
        try
        {
            while (left-- > 0)
            {
                if (await connection.ReceiveAsync(_draining.Token) is not { } request)
                {
                    return ConnectionEnd.Client;
                }

                ConnectionEnd end = await AnswerAsync(connection, request);
                if (end != ConnectionEnd.None)
                {
                    return end;
                }

                _clients.MakeNewest(client);
            }

            return ConnectionEnd.Requests;
        }
        catch (OperationCanceledException)
        {
            return connection.IsIdle ? ConnectionEnd.Idle : ConnectionEnd.Slow;
        }
    }

    /// <summary>Returns why the connection is over; none when it goes on.</summary>
    private async Task<ConnectionEnd> AnswerAsync(StreamConnection connection, ReadOnlyMemory<byte> request)
    {
        byte[] answer = ArrayPool<byte>.Shared.Rent(FrameLength + ushort.MaxValue);
        try
        {
            long start = _clock.GetTimestamp();
            int length = Handle(connection, request.Span, answer.AsSpan(FrameLength), out ZoneTransfer? transfer);
            if (transfer is not null)
            {
                using (transfer)
                {
                    bool isTaken = await Task.Factory.StartNew(
                        () => connection.Run(transfer), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                    return isTaken ? ConnectionEnd.None : ConnectionEnd.Lost;
                }
            }

            if (length == 0)
            {
                return ConnectionEnd.Malformed;
            }

            await connection.SendAsync(answer.AsMemory(0, FrameLength + length));
            TimeSpan time = _clock.GetElapsedTime(start);
            Count(connection.IsIpv6, counts => counts.AddLatency(time, answers: 1));
            return ConnectionEnd.None;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(answer);
        }
    }

    /// <summary>The handler and its counters are made for one thread.</summary>
    private int Handle(StreamConnection connection, ReadOnlySpan<byte> request, Span<byte> answer, out ZoneTransfer? transfer)
    {
        lock (_handling)
        {
            long start = _clock.GetTimestamp();
            _taps.BeginBatch();
            try
            {
                var context = new ClientContext(
                    _zones.Enter(), _transport, connection.IsIpv6, connection.Ends.Client.Address, connection.Certificate, _keepalive);
                int length = _handler.HandleTapped(request, answer, in context, _taps, connection.Ends);
                transfer = _handler.TakeTransfer();
                return length;
            }
            finally
            {
                _zones.Leave();
                _taps.EndBatch(_clock.GetElapsedTime(start));
            }
        }
    }

    private void Count(WorkerCounter counter)
    {
        lock (_handling)
        {
            _counters.Add(counter);
        }
    }

    private void Count(Socket client, Action<TrafficCounts> count) => Count(client.AddressFamily == AddressFamily.InterNetworkV6, count);

    private void Count(bool isIpv6, Action<TrafficCounts> count)
    {
        lock (_handling)
        {
            count(_counters.Of(_transport, isIpv6));
        }
    }

    private bool IsCounted(Exception fault)
    {
        LastFault = fault;
        Count(WorkerCounter.Faults);
        return true;
    }
}
