using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace ReverseDns.App.Control;

/// <summary>
/// The Unix socket on which a running instance takes commands, one line of JSON each way. It comes to life with mode 0600
/// under its final name at once: there is no moment in which anybody else could connect.
/// </summary>
internal sealed class ControlSocket : IAsyncDisposable
{
    private const int MaxRequest = 64 << 10;
    private const int MaxClients = 8;
    private static readonly TimeSpan RequestTime = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly Func<ControlRequest, CancellationToken, Task<ControlResponse>> _answer;
    private readonly Watches _watches;
    private readonly Socket _listener;
    private readonly SemaphoreSlim _clients = new(MaxClients);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    /// <exception cref="IOException">Another instance has the socket, or it cannot be made.</exception>
    public ControlSocket(string path, Watches watches, Func<ControlRequest, CancellationToken, Task<ControlResponse>> answer)
    {
        (_path, _watches, _answer) = (path, watches, answer);
        _listener = UnixListener.Open(path, UnixFileMode.UserRead | UnixFileMode.UserWrite, MaxClients, "control socket");
        _accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;

        // Clients get the answer they wait for: taking every place means that none is left.
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
        try
        {
            await using var stream = new NetworkStream(client, ownsSocket: true);
            ControlRequest? request = Parse(await ReadAsync(stream), out string? error);
            if (request?.Command is Watches.Command)
            {
                await ShowAsync(stream, request);
                return;
            }

            ControlResponse response = request is null ? new ControlResponse(error) : await AnswerAsync(request);
            using var time = new CancellationTokenSource(RequestTime);
            await WriteAsync(stream, response, time.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The client has gone or does not take its answer: nobody is left to be told.
        }
        finally
        {
            _clients.Release();
        }
    }

    private static async Task WriteAsync(NetworkStream stream, ControlResponse response, CancellationToken cancellation)
    {
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(response, ControlJson.Default.ControlResponse);
        await stream.WriteAsync(text, cancellation);
        await stream.WriteAsync("\n"u8.ToArray(), cancellation);
    }

    private static ControlRequest? Parse(string? line, out string? error)
    {
        error = line is null ? "no request" : "no command";
        try
        {
            return line is not null && JsonSerializer.Deserialize(line, ControlJson.Default.ControlRequest) is { Command: not null } request
                ? request
                : null;
        }
        catch (JsonException e)
        {
            error = $"not a request: {e.Message}";
            return null;
        }
    }

    /// <summary>Until the watcher closes its side, or has gone. One that does not read is waited for, and nothing waits with it.</summary>
    private async Task ShowAsync(NetworkStream stream, ControlRequest request)
    {
        var ended = new CancellationTokenSource();
        await using CancellationTokenRegistration stopping = _stop.Token.Register(ended.Cancel);
        Task closing = EndAsync(stream, ended.Cancel, ended.Token);
        try
        {
            await foreach (ControlResponse response in _watches.WatchAsync(request, ended.Token))
            {
                await WriteAsync(stream, response, _stop.Token);
            }
        }
        finally
        {
            await ended.CancelAsync();
            await closing;
        }
    }

    private static async Task EndAsync(NetworkStream stream, Action end, CancellationToken ended)
    {
        try
        {
            _ = await stream.ReadAsync(new byte[1], ended);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The same.
        }

        end();
    }

    private async Task<ControlResponse> AnswerAsync(ControlRequest request)
    {
        try
        {
            return await _answer(request, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            return new ControlResponse("stopping");
        }
    }

    /// <summary>One line, bounded in size and time; null when it does not come.</summary>
    private async Task<string?> ReadAsync(NetworkStream stream)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        time.CancelAfter(RequestTime);
        byte[] buffer = new byte[MaxRequest];
        int length = 0;
        while (length < buffer.Length)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length), time.Token);
            int end = buffer.AsSpan(length, read).IndexOf((byte)'\n');
            if (end >= 0)
            {
                return Encoding.UTF8.GetString(buffer, 0, length + end);
            }

            if (read == 0)
            {
                return null;
            }

            length += read;
        }

        return null;
    }
}
