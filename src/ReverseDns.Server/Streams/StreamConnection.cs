using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using ReverseDns.Transfer;

namespace ReverseDns.Server;

/// <summary>A connection on which requests and answers go one after the other, each with its length in front.</summary>
internal sealed class StreamConnection : IAsyncDisposable
{
    private const int FrameLength = 2;

    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly TcpOptions _options;
    private readonly TimeProvider _clock;
    private readonly byte[] _frame = new byte[FrameLength];
    private byte[] _request = [];

    private StreamConnection(Socket socket, Stream stream, PeerCertificate? certificate, TcpOptions options, TimeProvider clock)
    {
        (_socket, _stream, Certificate, _options, _clock) = (socket, stream, certificate, options, clock);
        Ends = new ExchangeEnds(
            SocketName.Of(socket.RemoteEndPoint),
            SocketName.Of(socket.LocalEndPoint),
            socket.AddressFamily == AddressFamily.InterNetworkV6,
            stream is NetworkStream ? Transport.Tcp : Transport.Tls);
    }

    /// <summary>Null when the client has shown none.</summary>
    public PeerCertificate? Certificate { get; }

    public ExchangeEnds Ends { get; }

    public bool IsIpv6 => Ends.IsIpv6;

    /// <summary>All requests that have come are answered, and of another one nothing is here.</summary>
    public bool IsIdle { get; private set; } = true;

    /// <param name="tls">Null: plain TCP.</param>
    public static async Task<StreamConnection> OpenAsync(
        Socket socket, TlsDoor? tls, TcpOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        // Streams want it so; nothing that is awaited blocks.
        socket.Blocking = true;
        socket.NoDelay = true;
        if (tls is null)
        {
            return new StreamConnection(socket, new NetworkStream(socket, ownsSocket: false), certificate: null, options, clock);
        }

        TlsClient client = await tls.OpenAsync(socket, cancellation);
        return new StreamConnection(socket, client.Stream, client.Certificate, options, clock);
    }

    /// <summary>The next request, valid until the one after it; null at the end of the connection.</summary>
    /// <param name="draining">When no more requests are waited for.</param>
    public async Task<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken draining)
    {
        GiveBack();
        IsIdle = true;
        int received;
        using (var idle = new CancellationTokenSource(_options.IdleTimeout, _clock))
        using (draining.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), idle))
        {
            received = await _stream.ReadAsync(_frame, idle.Token);
        }

        IsIdle = false;
        using var whole = new CancellationTokenSource(_options.RequestTimeout, _clock);
        if (received == 0 || !await FillAsync(_frame.AsMemory(received), whole.Token))
        {
            return null;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(_frame);
        _request = ArrayPool<byte>.Shared.Rent(length);
        Memory<byte> request = _request.AsMemory(0, length);
        return await FillAsync(request, whole.Token) ? request : null;
    }

    /// <param name="framed">The answer behind two octets that are filled in here.</param>
    public async Task SendAsync(Memory<byte> framed)
    {
        BinaryPrimitives.WriteUInt16BigEndian(framed.Span, (ushort)(framed.Length - FrameLength));
        using var taken = new CancellationTokenSource(_options.WriteTimeout, _clock);
        await _stream.WriteAsync(framed, taken.Token);
    }

    /// <summary>For a thread of its own; false when the client has not got all of it, or not in time.</summary>
    public bool Run(ZoneTransfer transfer)
    {
        _socket.SendTimeout = (int)transfer.StallTimeout.TotalMilliseconds;
        long start = _clock.GetTimestamp();
        return transfer.Run(octets =>
        {
            _stream.Write(octets);
            return _clock.GetElapsedTime(start) < transfer.MaxDuration;
        });
    }

    public async ValueTask DisposeAsync()
    {
        GiveBack();
        Certificate?.Dispose();
        await _stream.DisposeAsync();
    }

    /// <summary>False when the client ends before the buffer is full.</summary>
    private async Task<bool> FillAsync(Memory<byte> buffer, CancellationToken deadline) =>
        await _stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, deadline) == buffer.Length;

    private void GiveBack()
    {
        if (_request.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_request);
            _request = [];
        }
    }
}
