using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ReverseDns.Protocol;

namespace ReverseDns.Interop.Tests.Transfers;

/// <summary>
/// Stands between a secondary and its primary, passes on what each says over UDP and TCP, and counts it: what neither of
/// them could tell of itself.
/// </summary>
internal sealed class CountingRelay : IAsyncDisposable
{
    private readonly IPEndPoint _primary;
    private readonly TcpListener _listener;
    private readonly Socket _udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly List<Task> _running = [];
    private List<WireExchange> _exchanges = [];
    private TaskCompletionSource _open = Opened();

    public CountingRelay(IPEndPoint primary)
    {
        _primary = primary;
        Address = new IPEndPoint(IPAddress.Loopback, FreePort.Next());
        _udp.Bind(Address);
        _listener = new TcpListener(Address);
        _listener.Start();
        _running.Add(AcceptAsync());
        _running.Add(PassDatagramsAsync());
    }

    public IPEndPoint Address { get; }

    /// <summary>What was exchanged since the last call.</summary>
    public List<WireExchange> Take()
    {
        lock (_lock)
        {
            return Interlocked.Exchange(ref _exchanges, []);
        }
    }

    /// <summary>The primary hears nothing until the relay is opened again.</summary>
    public void Close() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _open.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Open();
        await _stopping.CancelAsync();
        _listener.Stop();
        _udp.Dispose();
        Task[] running;
        lock (_lock)
        {
            running = [.. _running];
        }

        await Task.WhenAll(running);
        _listener.Dispose();
        _stopping.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Run(PassStreamAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The relay is disposed.
        }
    }

    private async Task PassStreamAsync(TcpClient secondary)
    {
        using TcpClient client = secondary;
        using var server = new TcpClient();
        try
        {
            await server.ConnectAsync(_primary, _stopping.Token);
            var asked = new Dictionary<ushort, WireExchange>();
            await Task.WhenAll(
                PassAsync(client, server, message => Ask(asked, message), _open),
                PassAsync(server, client, message => Answer(asked, message), open: null));
        }
        catch (Exception e) when (IsEnd(e))
        {
            // One of them has gone.
        }
    }

    private async Task PassAsync(TcpClient from, TcpClient to, Action<ReadOnlyMemory<byte>> see, TaskCompletionSource? open)
    {
        byte[] frame = new byte[sizeof(ushort) + ushort.MaxValue];
        try
        {
            NetworkStream source = from.GetStream();
            while (true)
            {
                await source.ReadExactlyAsync(frame.AsMemory(0, sizeof(ushort)), _stopping.Token);
                int length = BinaryPrimitives.ReadUInt16BigEndian(frame);
                Memory<byte> message = frame.AsMemory(sizeof(ushort), length);
                await source.ReadExactlyAsync(message, _stopping.Token);
                await (open?.Task ?? Task.CompletedTask);
                see(message);
                await to.GetStream().WriteAsync(frame.AsMemory(0, sizeof(ushort) + length), _stopping.Token);
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
            // One of them has closed the connection: so it is for the other.
            from.Close();
            to.Close();
        }
    }

    private async Task PassDatagramsAsync()
    {
        byte[] buffer = new byte[ushort.MaxValue];
        try
        {
            while (true)
            {
                SocketReceiveFromResult received = await _udp.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _stopping.Token);
                Run(PassDatagramAsync(buffer[..received.ReceivedBytes], received.RemoteEndPoint));
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The relay is disposed.
        }
    }

    private async Task PassDatagramAsync(byte[] question, EndPoint secondary)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        byte[] answer = new byte[ushort.MaxValue];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        patience.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            await _open.Task;
            var asked = new Dictionary<ushort, WireExchange>();
            Ask(asked, question);
            await server.ConnectAsync(_primary, patience.Token);
            await server.SendAsync(question, patience.Token);
            int length = await server.ReceiveAsync(answer, patience.Token);
            Answer(asked, answer.AsMemory(0, length));
            await _udp.SendToAsync(answer.AsMemory(0, length), secondary, patience.Token);
        }
        catch (Exception e) when (IsEnd(e))
        {
            // Unanswered.
        }
    }

    private void Ask(Dictionary<ushort, WireExchange> asked, ReadOnlyMemory<byte> message)
    {
        var reader = new MessageReader(message.Span);
        Span<byte> name = stackalloc byte[WireName.MaxLength];
        if (reader.TryReadHeader(out MessageHeader header) && reader.TryReadQuestion(name, out _, out RecordType type, out _))
        {
            lock (_lock)
            {
                asked[header.Id] = new WireExchange(type);
                _exchanges.Add(asked[header.Id]);
            }
        }
    }

    private void Answer(Dictionary<ushort, WireExchange> asked, ReadOnlyMemory<byte> message)
    {
        lock (_lock)
        {
            asked.GetValueOrDefault(BinaryPrimitives.ReadUInt16BigEndian(message.Span))?.Add(message.Span);
        }
    }

    private void Run(Task task)
    {
        lock (_lock)
        {
            _running.Add(task);
        }
    }

    private static bool IsEnd(Exception e) =>
        e is SocketException or IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException;
}
