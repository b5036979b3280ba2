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
        TlsDoor? tls = null)
    {
        _listeners = [.. listeners];
        _tls = tls;
        _handler = new RequestHandler(options.Edns, options.Identity, counters, transfers, online);
        _counters = counters;
        _zones = zones.AddReader();
        _options = tls is null ? options.Tcp : options.Tls.Connections;
        _clock = clock;
        _clients = new StreamClients(new TcpLimits(_options, workers: 1));
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
                Count(Counter.ConnectionsAccepted, 1);
                Count(Counter.ConnectionsClosedForLimit, _clients.Add(client, ((IPEndPoint)client.RemoteEndPoint!).Address));
                _ = ServeAsync(client);
            }
            catch (SocketException)
            {
                Count(Counter.AcceptErrors, 1);
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
        if (!_open.TryAddCount())
        {
            client.Dispose();
            return;
        }

        Count(Counter.ConnectionsOpen, 1);
        try
        {
            await AnswerAllAsync(client);
        }
        catch (AuthenticationException)
        {
            Count(Counter.HandshakesFailed, 1);
        }
        catch (Exception end) when (end is SocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The client, a deadline or a limit has ended it.
        }
        catch (Exception fault) when (IsCounted(fault))
        {
            // This client is let go.
        }
        finally
        {
            _clients.Remove(client);
            client.Dispose();
            Count(Counter.ConnectionsOpen, -1);
            _open.Signal();
        }
    }

    private async Task AnswerAllAsync(Socket client)
    {
        await using StreamConnection connection = await StreamConnection.OpenAsync(client, _tls, _options, _clock, _draining.Token);
        int left = _options.MaxRequestsPerConnection == 0 ? int.MaxValue : _options.MaxRequestsPerConnection;
        while (left-- > 0
            && await connection.ReceiveAsync(_draining.Token) is { } request
            && await AnswerAsync(connection, request))
        {
            _clients.MakeNewest(client);
        }
    }

    /// <summary>False at the end of the connection.</summary>
    private async Task<bool> AnswerAsync(StreamConnection connection, ReadOnlyMemory<byte> request)
    {
        byte[] answer = ArrayPool<byte>.Shared.Rent(FrameLength + ushort.MaxValue);
        try
        {
            int length = Handle(connection, request.Span, answer.AsSpan(FrameLength), out ZoneTransfer? transfer);
            if (transfer is not null)
            {
                using (transfer)
                {
                    return await Task.Factory.StartNew(
                        () => connection.Run(transfer), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                }
            }

            if (length != 0)
            {
                await connection.SendAsync(answer.AsMemory(0, FrameLength + length));
            }

            return length != 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(answer);
        }
    }

    /// <summary>The handler and its counters are made for one thread.</summary>
    private int Handle(StreamConnection connection, ReadOnlySpan<byte> request, Span<byte> answer, out ZoneTransfer? transfer)
    {
        Transport transport = _tls is null ? Transport.Tcp : Transport.Tls;
        lock (_handling)
        {
            try
            {
                var context = new ClientContext(
                    _zones.Enter(), transport, connection.IsIpv6, connection.Address, connection.Certificate);
                int length = _handler.Handle(request, answer, in context);
                transfer = _handler.TakeTransfer();
                return length;
            }
            finally
            {
                _zones.Leave();
            }
        }
    }

    private void Count(Counter counter, long amount)
    {
        lock (_handling)
        {
            _counters.Add(counter, amount);
        }
    }

    private bool IsCounted(Exception fault)
    {
        LastFault = fault;
        Count(Counter.Faults, 1);
        return true;
    }
}
