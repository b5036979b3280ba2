using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ReverseDns.App.Control;

namespace ReverseDns.App.Route.Guard;

/// <summary>
/// Where servers renew their leases and anybody who may connect asks how things stand: a line of JSON each way, any number on
/// one connection. A lease ends with its connection.
/// </summary>
internal sealed class LeaseSocket : IAsyncDisposable
{
    private const int MaxLine = 16 << 10;
    private const int MaxClients = 32;

    private readonly string _path;
    private readonly LeaseBook _book;
    private readonly Action _changed;
    private readonly Func<GuardStatus> _status;
    private readonly Socket _listener;
    private readonly SemaphoreSlim _clients = new(MaxClients);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    /// <param name="changed">Called when a lease has been renewed or has ended.</param>
    /// <exception cref="IOException">Another guard has the socket, or it cannot be made.</exception>
    public LeaseSocket(string path, LeaseBook book, Action changed, Func<GuardStatus> status)
    {
        (_path, _book, _changed, _status) = (path, book, changed, status);
        _listener = UnixListener.Open(
            path,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite,
            MaxClients,
            "route socket");
        _accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        for (int client = 0; client < MaxClients; client++)
        {
            await _clients.WaitAsync();
        }

        File.Delete(_path);
        _clients.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                await _clients.WaitAsync(_stop.Token);
                Socket client;
                try
                {
                    client = await _listener.AcceptAsync(_stop.Token);
                }
                catch
                {
                    _clients.Release();
                    throw;
                }

                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        object holder = new();
        try
        {
            await using var stream = new NetworkStream(client, ownsSocket: true);
            byte[] buffer = new byte[MaxLine];
            int length = 0;
            while (length < MaxLine && await stream.ReadAsync(buffer.AsMemory(length), _stop.Token) is > 0 and int read)
            {
                length += read;
                while (buffer.AsSpan(0, length).IndexOf((byte)'\n') is >= 0 and int end)
                {
                    if (!TryTake(holder, buffer.AsSpan(0, end)))
                    {
                        return;
                    }

                    buffer.AsSpan(end + 1, length - end - 1).CopyTo(buffer);
                    length -= end + 1;
                    string line = JsonSerializer.Serialize(_status(), LeaseJson.Default.GuardStatus) + "\n";
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(line), _stop.Token);
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // It has gone: so has its lease.
        }
        finally
        {
            _book.End(holder);
            _changed();
            _clients.Release();
        }
    }

    private bool TryTake(object holder, ReadOnlySpan<byte> line)
    {
        try
        {
            if (JsonSerializer.Deserialize(line, LeaseJson.Default.LeaseMessage) is not { } message)
            {
                return false;
            }

            if (message.Verdict is not null && _book.TryRenew(holder, message))
            {
                _changed();
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
