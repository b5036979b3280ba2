using System.Net;
using System.Net.Sockets;
using ReverseDns.Transfer;
using ReverseDns.Zones;

namespace ReverseDns.Server;

/// <summary>
/// UDP where recvmmsg and sendmmsg do not exist: one datagram at a time. On a wildcard address the answer leaves from
/// the address that the system's routes have for the client, so there listen on each address by itself.
/// </summary>
internal sealed class PlainUdpWorker : IWorker
{
    private readonly Socket _socket;
    private readonly RequestHandler _handler;
    private readonly WorkerCounters _counters;
    private readonly TimeProvider _clock;
    private readonly ZoneReader _zones;
    private readonly bool _isIpv6;
    private readonly SocketAddress _client;
    private readonly byte[] _request = new byte[ushort.MaxValue];
    private readonly byte[] _answer = new byte[EdnsOptions.LargestPayload];
    private readonly TapRecorder _taps;
    private readonly SocketName _bound;
    private volatile bool _isStopping;

    public PlainUdpWorker(
        Socket socket,
        ServerOptions options,
        ZoneStore zones,
        TimeProvider clock,
        WorkerCounters counters,
        TransferResponder? transfers,
        OnlineSignatures online,
        TapRecorder taps,
        RateLimiter? limiter,
        ServerCookies? cookies)
    {
        _socket = socket;
        _bound = SocketName.Of(socket.LocalEndPoint);
        _taps = taps;
        _zones = zones.AddReader();
        _clock = clock;
        _counters = counters;
        _counters.Zones = _zones.Counters;
        _counters.Watch(socket);
        _handler = new RequestHandler(options.Edns, options.Identity, counters, transfers, online, limiter, cookies);
        _isIpv6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
        _client = new SocketAddress(socket.AddressFamily);
    }

    public Exception? LastFault { get; private set; }

    public void Run()
    {
        while (!_isStopping)
        {
            try
            {
                AnswerOne();
            }
            catch (SocketException)
            {
                // What an earlier answer met on its way, or the end of the socket.
                _counters.Add(WorkerCounter.ReceiveErrors, _isStopping ? 0 : 1);
                _counters.EndTurn();
            }
            catch (ObjectDisposedException) when (_isStopping)
            {
                return;
            }
            catch (Exception fault) when (IsCounted(fault))
            {
                // One request is lost.
            }
        }
    }

    public void Drain()
    {
    }

    public void Stop()
    {
        _isStopping = true;
        _socket.Close();
    }

    public void Leave() => Stop();

    public void Dispose()
    {
        _zones.Dispose();
        _socket.Dispose();
    }

    private void AnswerOne()
    {
        int received = _socket.ReceiveFrom(_request, SocketFlags.None, _client);
        _counters.BeginTurn();
        long start = _clock.GetTimestamp();
        _taps.BeginBatch();
        _handler.BeginBatch(start);
        int length = Handle(_request.AsSpan(0, received));
        if (length != 0)
        {
            _socket.SendTo(_answer.AsSpan(0, length), SocketFlags.None, _client);
            _counters.Of(Transport.Udp, _isIpv6).AddLatency(_clock.GetElapsedTime(start), answers: 1);
        }

        _taps.EndBatch(_clock.GetElapsedTime(start));
        _counters.EndTurn();
    }

    private int Handle(ReadOnlySpan<byte> request)
    {
        try
        {
            var client = SocketName.Read(_client.Buffer.Span, _isIpv6);
            var context = new ClientContext(_zones.Enter(), Transport.Udp, _isIpv6, client.Address);
            return _handler.HandleTapped(request, _answer, in context, _taps, new ExchangeEnds(client, _bound, _isIpv6, Transport.Udp));
        }
        finally
        {
            _zones.Leave();
        }
    }

    private bool IsCounted(Exception fault)
    {
        LastFault = fault;
        _counters.Add(WorkerCounter.Faults);
        _counters.EndTurn();
        return true;
    }
}
