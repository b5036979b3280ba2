using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ReverseDns.App.Control;

/// <summary>Asks a running instance one thing, or watches it.</summary>
internal static class ControlClient
{
    /// <summary>After the end was asked for.</summary>
    private static readonly TimeSpan ForLastLines = TimeSpan.FromSeconds(1);

    /// <exception cref="IOException">No instance answers there.</exception>
    public static async Task<ControlResponse> AskAsync(string path, ControlRequest request, CancellationToken cancellation)
    {
        try
        {
            await using NetworkStream stream = await SendAsync(path, request, cancellation);
            return await JsonSerializer.DeserializeAsync(stream, ControlJson.Default.ControlResponse, cancellation)
                ?? throw new IOException("the answer is empty");
        }
        catch (Exception e) when (e is SocketException or JsonException)
        {
            throw new IOException($"no rdns answers at {path}: {e.Message}", e);
        }
    }

    /// <summary>What the instance says, line by line, to its end.</summary>
    /// <param name="over">Asks for the end, which then comes.</param>
    /// <exception cref="IOException">No instance answers there.</exception>
    public static async IAsyncEnumerable<ControlResponse> WatchAsync(
        string path, ControlRequest request, [EnumeratorCancellation] CancellationToken over)
    {
        await using NetworkStream stream = await SendAsync(path, request, CancellationToken.None);
        using var reader = new StreamReader(stream);
        using var last = new CancellationTokenSource();
        await using CancellationTokenRegistration asking = over.Register(() =>
        {
            stream.Socket.Shutdown(SocketShutdown.Send);
            last.CancelAfter(ForLastLines);
        });
        while (await ReadAsync(reader, path, last.Token) is { } response)
        {
            yield return response;
        }
    }

    private static async Task<ControlResponse?> ReadAsync(StreamReader reader, string path, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadLineAsync(cancellation) is { } line
                ? JsonSerializer.Deserialize(line, ControlJson.Default.ControlResponse)
                : null;
        }
        catch (JsonException e)
        {
            throw new IOException($"what answers at {path} is no rdns: {e.Message}", e);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static async Task<NetworkStream> SendAsync(string path, ControlRequest request, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            var stream = new NetworkStream(socket, ownsSocket: true);
            await stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(request, ControlJson.Default.ControlRequest), cancellation);
            await stream.WriteAsync("\n"u8.ToArray(), cancellation);
            return stream;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            socket.Dispose();
            throw new IOException($"no rdns answers at {path}: {e.Message}", e);
        }
    }
}
