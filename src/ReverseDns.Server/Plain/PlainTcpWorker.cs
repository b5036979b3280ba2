using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ReverseDns.Transfer;
using ReverseDns.Zones;

namespace ReverseDns.Server;

/// <summary>
/// TCP where epoll does not exist: a task for each client, one request after the other, with the same limits and deadlines.
/// </summary>
internal sealed class PlainTcpWorker : IWorker
{
    private const int FrameLength = 2;

    private readonly List<Socket> _listeners;
    private readonly RequestHandler _handler;
    private readonly WorkerCounters _counters;
    private readonly ZoneReader _zones;
    private readonly TcpOptions _options;
    private readonly TimeProvider _clock;
    private readonly PlainClients _clients;
    private readonly Lock _handling = new();
    private readonly CancellationTokenSource _draining = new();
    private readonly ManualResetEventSlim _stopping = new();

    public PlainTcpWorker(
        IEnumerable<Socket> listeners,
        ServerOptions options,
        ZoneStore zones,
        TimeProvider clock,
        WorkerCounters counters,
        TransferResponder? transfers)
    {
        _listeners = [.. listeners];
        _handler = new RequestHandler(options.Edns, options.Identity, counters, transfers);
        _counters = counters;
        _zones = zones.AddReader();
        _options = options.Tcp;
        _clock = clock;
        _clients = new PlainClients(new TcpLimits(options.Tcp, workers: 1));
    }

    public Exception? LastFault { get; private set; }

    public void Run()
    {
        foreach (Socket listener in _listeners)
        {
            _ = AcceptAsync(listener);
        }

        _stopping.Wait();
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
        Count(Counter.ConnectionsOpen, 1);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(2 * (FrameLength + ushort.MaxValue));
        try
        {
            int left = _options.MaxRequestsPerConnection == 0 ? int.MaxValue : _options.MaxRequestsPerConnection;
            while (left-- > 0 && await AnswerOneAsync(client, buffer))
            {
                _clients.MakeNewest(client);
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client, a deadline or a limit has ended it.
        }
        catch (Exception fault) when (IsCounted(fault))
        {
            // This client is let go.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _clients.Remove(client);
            client.Dispose();
            Count(Counter.ConnectionsOpen, -1);
        }
    }

    /// <summary>False at the end of the connection.</summary>
    private async Task<bool> AnswerOneAsync(Socket client, byte[] buffer)
    {
        Memory<byte> request = buffer.AsMemory(0, FrameLength + ushort.MaxValue);
        Memory<byte> answer = buffer.AsMemory(request.Length);
        int received;
        using (var idle = new CancellationTokenSource(_options.IdleTimeout, _clock))
        using (_draining.Token.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), idle))
        {
            received = await client.ReceiveAsync(request[..FrameLength], idle.Token);
        }

        using (var whole = new CancellationTokenSource(_options.RequestTimeout, _clock))
        {
            if (received == 0 || !await FillAsync(client, request[..FrameLength], received, whole.Token))
            {
                return false;
            }

            request = request.Slice(FrameLength, BinaryPrimitives.ReadUInt16BigEndian(request.Span));
            if (!await FillAsync(client, request, 0, whole.Token))
            {
                return false;
            }
        }

        int length = Handle(request.Span, answer.Span[FrameLength..], (IPEndPoint)client.RemoteEndPoint!, out ZoneTransfer? transfer);
        if (transfer is not null)
        {
            return await Task.Run(() => Run(transfer, client));
        }

        BinaryPrimitives.WriteUInt16BigEndian(answer.Span, (ushort)length);
        using var taken = new CancellationTokenSource(_options.WriteTimeout, _clock);
        for (int sent = 0; length != 0 && sent < FrameLength + length;)
        {
            sent += await client.SendAsync(answer[sent..(FrameLength + length)], taken.Token);
        }

        return length != 0;
    }

    /// <summary>False when the client ends before the buffer is full.</summary>
    private static async Task<bool> FillAsync(Socket client, Memory<byte> buffer, int filled, CancellationToken deadline)
    {
        while (filled < buffer.Length)
        {
            int received = await client.ReceiveAsync(buffer[filled..], deadline);
            if (received == 0)
            {
                return false;
            }

            filled += received;
        }

        return true;
    }

    private static bool Run(ZoneTransfer transfer, Socket client)
    {
        using (transfer)
        {
            client.SendTimeout = (int)transfer.StallTimeout.TotalMilliseconds;
            return transfer.Run(octets =>
            {
                while (!octets.IsEmpty)
                {
                    octets = octets[client.Send(octets)..];
                }

                return true;
            });
        }
    }

    /// <summary>The handler and its counters are made for one thread.</summary>
    private int Handle(ReadOnlySpan<byte> request, Span<byte> answer, IPEndPoint client, out ZoneTransfer? transfer)
    {
        bool isIpv6 = client.AddressFamily == AddressFamily.InterNetworkV6;
        byte[] address = client.Address.GetAddressBytes();
        UInt128 number = isIpv6
            ? BinaryPrimitives.ReadUInt128BigEndian(address)
            : BinaryPrimitives.ReadUInt32BigEndian(address);
        lock (_handling)
        {
            try
            {
                int length = _handler.Handle(request, answer, new ClientContext(_zones.Enter(), Transport.Tcp, isIpv6, number));
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
