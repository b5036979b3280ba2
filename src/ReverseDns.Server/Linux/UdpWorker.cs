using System.Net.Sockets;
using System.Runtime.InteropServices;
using ReverseDns.Transfer;
using ReverseDns.Zones;

namespace ReverseDns.Server;

/// <summary>
/// One socket and the thread that answers on it: receive a batch, handle each, send a batch. The kernel is asked twice
/// for up to a batch of queries, and between the two nothing is allocated, locked, awaited or logged.
/// </summary>
internal sealed unsafe class UdpWorker : IWorker
{
    private const int PauseAfterErrorMilliseconds = 10;

    private readonly Socket _socket;
    private readonly int _descriptor;
    private readonly bool _isIpv6;
    private readonly UdpBatch _batch;
    private readonly RequestHandler _handler;

    /// <summary>An answer that is no look-up's, which its request is needed for to the end.</summary>
    private readonly byte[] _other;
    private readonly WorkerCounters _counters;
    private readonly TrafficCounts _counts;
    private readonly TimeProvider _clock;
    private readonly ZoneReader _zones;
    private readonly TapRecorder _taps;
    private readonly SocketName _bound;
    private volatile bool _isStopping;
    private volatile bool _isLeaving;
    private volatile bool _hasEnded;

    /// <param name="socket">Bound; the worker owns it.</param>
    public UdpWorker(
        Socket socket,
        bool isWildcard,
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
        _descriptor = (int)socket.Handle;
        _bound = SocketName.Of(socket.LocalEndPoint);
        _taps = taps;
        _isIpv6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
        _zones = zones.AddReader();
        _clock = clock;
        _counters = counters;
        _counters.Zones = _zones.Counters;
        _counters.Watch(socket);
        _counts = counters.Of(Transport.Udp, _isIpv6);
        _handler = new RequestHandler(options.Edns, options.Identity, counters, transfers, online, limiter, cookies);
        int answerSize = _isIpv6 ? options.Edns.Ipv6PayloadLimit : options.Edns.Ipv4PayloadLimit;
        _other = new byte[answerSize];
        _batch = new UdpBatch(options.Udp.BatchSize, answerSize, isWildcard);
    }

    public Exception? LastFault { get; private set; }

    public void Run()
    {
        while (!_isStopping)
        {
            try
            {
                AnswerBatches();
            }
            catch (Exception fault) when (IsCounted(fault))
            {
                // A fault of our own costs the rest of one batch, and shows in the counters.
            }
        }

        _hasEnded = true;
    }

    /// <summary>UDP answers as long as the server drains.</summary>
    public void Drain()
    {
    }

    /// <summary>A thread that waits for a datagram is woken by the end of its socket.</summary>
    public void Stop()
    {
        _isStopping = true;
        if (!_hasEnded)
        {
            _ = LinuxCalls.Shutdown(_descriptor, LinuxCalls.ShutdownBoth);
        }
    }

    public void Leave()
    {
        _isLeaving = true;
        _isStopping = true;
    }

    public void Dispose()
    {
        _zones.Dispose();
        _socket.Dispose();
        _batch.Dispose();
    }

    private void AnswerBatches()
    {
        _batch.Rearm(_batch.Size);
        while (!_isStopping)
        {
            int received = LinuxCalls.ReceiveMessages(
                _descriptor, _batch.Messages, (uint)_batch.Size, LinuxCalls.WaitForOne, timeout: null);
            if (_isStopping && !_isLeaving)
            {
                return;
            }

            if (received <= 0)
            {
                AfterReceiveError();
                continue;
            }

            _counters.BeginTurn();
            long start = _clock.GetTimestamp();
            _taps.BeginBatch();
            _handler.BeginBatch(start);
            int answers = Handle(received);
            Send(answers);
            TimeSpan time = _clock.GetElapsedTime(start);
            if (_counters.CountsTraffic)
            {
                _counts.AddLatency(time, answers);
            }

            _taps.EndBatch(time);

            _batch.Rearm(received);
            _counters.EndTurn();
        }
    }

    /// <summary>Returns how many answers stand in line.</summary>
    private int Handle(int received)
    {
        try
        {
            return Handle(received, new ClientContext(_zones.Enter(), Transport.Udp, _isIpv6));
        }
        finally
        {
            _zones.Leave();
        }
    }

    private int Handle(int received, in ClientContext client)
    {
        for (int place = 0; place < received; place++)
        {
            PendingRequest* pending = _batch.Pending(place);
            RequestHandler.Read(_batch.Request(place), in client, pending);
            pending->Address = _batch.Client(place, _isIpv6).Address;
            _handler.ApproachLimits(pending, in client);
        }

        for (int place = 0; place < received; place++)
        {
            RequestHandler.Approach(in client, _batch.Pending(place));
        }

        int answers = 0;
        for (int place = 0; place < received; place++)
        {
            int length = Answer(place, in client);
            if (length != 0)
            {
                _batch.Queue(place, length, answers++);
            }
        }

        return answers;
    }

    /// <summary>Writes the answer over its request.</summary>
    private int Answer(int place, in ClientContext client)
    {
        if (_batch.IsTooLong(place))
        {
            _counters.Sources?.Add(_batch.Client(place, _isIpv6).Address, _isIpv6);
            _counts.AddRequest(_batch.Request(place).Length);
            _counts.AddDrop(DropReason.TooLong);
            return 0;
        }

        if (!_taps.IsOn)
        {
            return AnswerUntapped(place, in client);
        }

        _taps.Begin(_batch.Request(place), new ExchangeEnds(_batch.Client(place, _isIpv6), _batch.Local(place, _bound), _isIpv6, Transport.Udp));
        int length = AnswerUntapped(place, in client);
        _taps.End(_batch.Buffer(place)[..length], client.Zones, _handler.AnsweredZone);
        return length;
    }

    private int AnswerUntapped(int place, in ClientContext client)
    {
        PendingRequest* pending = _batch.Pending(place);
        if (pending->IsLookUp)
        {
            return _handler.AnswerInPlace(_batch.Buffer(place), in client, pending);
        }

        int length = _handler.Handle(_batch.Request(place), _other, client with { Address = _batch.Client(place, _isIpv6).Address });
        _other.AsSpan(0, length).CopyTo(_batch.Buffer(place));
        return length;
    }

    /// <summary>
    /// Never waits: with the socket's buffer full the rest is dropped, as the network would. The kernel stops at an answer
    /// that it cannot send and reports it when it comes first; that one is passed over.
    /// </summary>
    private void Send(int answers)
    {
        for (int sent = 0; sent < answers;)
        {
            int taken = LinuxCalls.SendMessages(
                _descriptor, _batch.Messages + sent, (uint)(answers - sent), LinuxCalls.DontWait | LinuxCalls.NoSignal);
            if (taken > 0)
            {
                sent += taken;
                continue;
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case LinuxCalls.InterruptedError:
                    break;
                case LinuxCalls.AgainError:
                    _counters.Add(WorkerCounter.SendErrors, answers - sent);
                    return;
                default:
                    _counters.Add(WorkerCounter.SendErrors);
                    sent++;
                    break;
            }
        }
    }

    private void AfterReceiveError()
    {
        if (Marshal.GetLastPInvokeError() is LinuxCalls.InterruptedError or LinuxCalls.AgainError)
        {
            return;
        }

        _counters.Add(WorkerCounter.ReceiveErrors);
        _ = LinuxCalls.Poll(null, 0, PauseAfterErrorMilliseconds);
    }

    private bool IsCounted(Exception fault)
    {
        LastFault = fault;
        _counters.Add(WorkerCounter.Faults);
        _counters.EndTurn();
        return true;
    }
}
