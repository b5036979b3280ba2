using System.Net.Sockets;

namespace ReverseDns.App.Route.Daemons;

/// <summary>A conversation with a daemon on a Unix socket, bounded in time and octets.</summary>
internal sealed class DaemonSocket : IDisposable
{
    public const int MaxReply = 1 << 20;
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _time;

    private DaemonSocket(TimeProvider clock, CancellationToken cancellation)
    {
        Time = new CancellationTokenSource(Patience, clock);
        _time = CancellationTokenSource.CreateLinkedTokenSource(Time.Token, cancellation);
    }

    private CancellationTokenSource Time { get; }

    /// <exception cref="IOException">Nobody answers there.</exception>
    public static async Task<DaemonSocket> ConnectAsync(string path, TimeProvider clock, CancellationToken cancellation)
    {
        var connected = new DaemonSocket(clock, cancellation);
        try
        {
            await connected.GuardedAsync(async token => await connected._socket.ConnectAsync(new UnixDomainSocketEndPoint(path), token));
            return connected;
        }
        catch
        {
            connected.Dispose();
            throw;
        }
    }

    /// <exception cref="IOException">It does not come through.</exception>
    public Task SendAsync(ReadOnlyMemory<byte> octets) =>
        GuardedAsync(async token =>
        {
            for (int sent = 0; sent < octets.Length;)
            {
                sent += await _socket.SendAsync(octets[sent..], SocketFlags.None, token);
            }
        });

    /// <summary>Reads until what has come is whole.</summary>
    /// <exception cref="IOException">It is not in time, or too long, or the other side has ended.</exception>
    public async Task<byte[]> ReceiveAsync(Func<ReadOnlyMemory<byte>, bool> isWhole)
    {
        byte[] buffer = new byte[4_096];
        int length = 0;
        await GuardedAsync(async token =>
        {
            while (!isWhole(buffer.AsMemory(0, length)))
            {
                if (length == MaxReply)
                {
                    throw new IOException("its answer is too long");
                }

                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, Math.Min(buffer.Length * 2, MaxReply));
                }

                int read = await _socket.ReceiveAsync(buffer.AsMemory(length), SocketFlags.None, token);
                length += read > 0 ? read : throw new IOException("it has ended the conversation");
            }
        });
        return buffer[..length];
    }

    public void Dispose()
    {
        _socket.Dispose();
        _time.Dispose();
        Time.Dispose();
    }

    private async Task GuardedAsync(Func<CancellationToken, Task> exchange)
    {
        try
        {
            await exchange(_time.Token);
        }
        catch (SocketException e)
        {
            throw new IOException(e.Message, e);
        }
        catch (OperationCanceledException e) when (Time.IsCancellationRequested)
        {
            throw new IOException("it does not answer in time", e);
        }
    }
}
